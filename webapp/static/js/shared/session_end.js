// What a page does when its session has ended.

let leaving = false;

// Remove everything of a patient from the screen at once: the log-in page may be slow to come, or offline.
export function leave() {
  if (leaving) return;
  leaving = true;
  document.title = "Log in · Pneumoscope";
  document.body.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Your session has ended." }));
  location.replace(`/log-in?next=${encodeURIComponent(location.pathname)}`);
}
