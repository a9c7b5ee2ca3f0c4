// Panels over the film, which a button opens and closes.

const element = (id) => document.getElementById(id);

// Return whether the panel is open now.
export function togglePanel(id, buttonId) {
  const panel = element(id);
  const button = element(buttonId);
  panel.hidden = !panel.hidden;
  button.setAttribute("aria-expanded", !panel.hidden);
  if (panel.hidden) {
    // The button that closed the panel is hidden with it, and must not take the focus along.
    if (panel.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    return false;
  }
  panel.onkeydown = (event) => event.key === "Escape" && togglePanel(id, buttonId);
  panel.querySelector("input, button").focus();
  return true;
}
