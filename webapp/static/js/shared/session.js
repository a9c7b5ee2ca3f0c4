// Notices that the session of this page has ended: by a log-out in any tab, at the time limit, or from elsewhere.

import { leave } from "./session_end.js";

const CHECK_MS = 30_000;

const tabs = new BroadcastChannel("session");
let endsAt = Infinity;
let timer;

async function check() {
  clearTimeout(timer);
  try {
    const answer = await fetch("/api/v1/session", { headers: { Accept: "application/json", "X-Background": "1" } });
    if (answer.status === 401) return leave();
    if (answer.ok) endsAt = Date.now() + (await answer.json()).ends_in_seconds * 1000;
  } catch {
    // Without a connection the last known end counts. Another tab may have moved it, but this page cannot know.
  }
  if (Date.now() >= endsAt) return leave();
  timer = setTimeout(check, Math.min(CHECK_MS, Math.max(endsAt - Date.now(), 1000)));
}

if ("signedIn" in document.body.dataset) {
  tabs.onmessage = leave;
  // The browser may show a page from its memory whose session has ended since.
  addEventListener("pageshow", (event) => event.persisted && check());
  check();
}
// The log-in page appears only where this browser has no session any more.
if ("signedOut" in document.body.dataset) tabs.postMessage("ended");
