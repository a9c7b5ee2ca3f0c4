// Watches the session of the page: it ends by a log-out in any tab, without use, or from another machine.

import { comeBack, expectEnd, isAway, leave, leaveForSite, leaveTo, noticeTyping } from "./session_end.js";
import { hideWarning, isWarning, onStay, showWarning } from "./session_warning.js";
import { forgetTab } from "./tab_storage.js";

const CHECK_MS = 30_000;
const WAIT_MS = 10_000;
const WARN_MS = 120_000;
const USES = ["keydown", "pointerdown", "wheel"];

const tabs = new BroadcastChannel("session");
let endsAt = Infinity;
let canStay = true;
let isFinalSeen = false;
let used = false;
let checks = 0;
let timer;

async function check() {
  clearTimeout(timer);
  const turn = ++checks;
  const isUse = used;
  // Use from here on counts with the next request.
  used = false;
  try {
    await ask(turn, isUse);
  } catch {
    // Without a connection the last known end counts, although another tab may have extended the session.
    used ||= isUse;
  }
  // A later check knows better.
  if (turn !== checks || isAway()) return;
  const left = endsAt - Date.now();
  if (left <= 0) return end();
  if (left > WARN_MS) hideWarning();
  else if (!isFinalSeen) showWarning(endsAt, canStay);
  const next = left > WARN_MS ? left - WARN_MS : left;
  timer = setTimeout(check, Math.min(CHECK_MS, Math.max(next, 1000)));
}

// Whoever reads, zooms or types uses the session, even if nothing else reaches the server.
async function ask(turn, isUse) {
  const headers = { Accept: "application/json" };
  if (!isUse) headers["X-Background"] = "1";
  const response = await fetch("/api/v1/session", { headers, signal: AbortSignal.timeout(WAIT_MS) });
  if (response.status === 401) end();
  if (!response.ok) return;
  const session = await response.json();
  if (turn !== checks) return;
  if (isAway()) {
    comeBack(session);
    isFinalSeen = false;
  } else if (session.account !== document.body.dataset.account) return leaveTo("/");
  else if (session.site !== document.body.dataset.site) leaveForSite();
  endsAt = Date.now() + session.ends_in_seconds * 1000;
  expectEnd(endsAt);
  canStay = session.can_extend;
}

function end() {
  hideWarning();
  leave();
}

async function stay() {
  isFinalSeen = !canStay;
  hideWarning();
  used = true;
  await check();
  tabs.postMessage("extended");
}

if ("signedIn" in document.body.dataset) {
  // The server decides: another site can make this browser show the log-in page without its session.
  tabs.onmessage = check;
  // The browser may restore a page from its cache after the session has ended.
  addEventListener("pageshow", (event) => event.persisted && check());
  // A timer is late in a hidden tab, and stands still while the machine sleeps.
  addEventListener("visibilitychange", () => document.hidden || check());
  addEventListener("focus", () => isAway() && check());
  for (const use of USES) addEventListener(use, () => (used = !isWarning()), { capture: true, passive: true });
  noticeTyping();
  onStay(stay);
  check();
  tabs.postMessage("begun");
}
// The log-in page appears if this browser has no session any more.
if ("signedOut" in document.body.dataset) {
  tabs.postMessage("ended");
  forgetTab();
}
