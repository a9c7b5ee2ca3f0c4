// Clears a page whose session has ended.

import { forgetTab } from "./tab_storage.js";

let leaving = false;

// Remove all patient data from the screen at once: the log-in page may load slowly, or not at all.
// Return a promise that never settles: what would have followed has no page any more.
export function leave() {
  const never = new Promise(() => {});
  if (leaving) return never;
  leaving = true;
  forgetTab();
  document.title = "Log in · Pneumoscope";
  document.body.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Your session has ended." }));
  location.replace(`/log-in?next=${encodeURIComponent(location.pathname)}`);
  return never;
}
