// Detects the end of the page's session: by a log-out in any tab, at the time limit, or from another machine.

import { leave } from "./session_end.js";
import { forgetTab } from "./tab_storage.js";

const CHECK_MS = 30_000;
const WAIT_MS = 10_000;

const tabs = new BroadcastChannel("session");
let endsAt = Infinity;
let timer;

async function check() {
  clearTimeout(timer);
  try {
    const headers = { Accept: "application/json", "X-Background": "1" };
    const response = await fetch("/api/v1/session", { headers, signal: AbortSignal.timeout(WAIT_MS) });
    if (response.status === 401) return leave();
    if (response.ok) endsAt = Date.now() + (await response.json()).ends_in_seconds * 1000;
  } catch {
    // Without a connection the last known end counts, although another tab may have extended the session.
  }
  if (Date.now() >= endsAt) return leave();
  timer = setTimeout(check, Math.min(CHECK_MS, Math.max(endsAt - Date.now(), 1000)));
}

if ("signedIn" in document.body.dataset) {
  // The server decides: another site can make this browser show the log-in page without its session.
  tabs.onmessage = check;
  // The browser may restore a page from its cache after the session has ended.
  addEventListener("pageshow", (event) => event.persisted && check());
  check();
}
// The log-in page appears if this browser has no session any more.
if ("signedOut" in document.body.dataset) {
  tabs.postMessage("ended");
  forgetTab();
}
