// Panels over the film, which a button opens and closes. One is open at a time.

const element = (id) => document.getElementById(id);
const buttonOf = (panel) => document.querySelector(`[aria-controls="${panel.id}"]`);

// Return whether the panel is open now.
export function togglePanel(id) {
  const panel = element(id);
  if (!panel.hidden) {
    // A button of the panel is hidden with it, and must not take the focus along.
    if (panel.contains(document.activeElement)) buttonOf(panel).focus();
    close(panel);
    return false;
  }
  document.querySelectorAll(".panel:not([hidden])").forEach(close);
  panel.hidden = false;
  buttonOf(panel).setAttribute("aria-expanded", true);
  panel.onkeydown = (event) => event.key === "Escape" && togglePanel(id);
  panel.querySelector("input, button").focus({ preventScroll: true });
  return true;
}

function close(panel) {
  panel.hidden = true;
  buttonOf(panel).setAttribute("aria-expanded", false);
}
