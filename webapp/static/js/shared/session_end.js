// Clears a page whose session has ended.

let leaving = false;

// Remove all patient data from the screen at once: the log-in page may load slowly, or not at all.
export function leave() {
  if (leaving) return;
  leaving = true;
  document.title = "Log in · Pneumoscope";
  document.body.replaceChildren(Object.assign(document.createElement("p"), { textContent: "Your session has ended." }));
  location.replace(`/log-in?next=${encodeURIComponent(location.pathname)}`);
}
