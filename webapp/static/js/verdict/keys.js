// The single keys of the verdict.

// Whether a key press is meant for the page: WCAG 2.1.4 wants a single key to act only on the part that has the
// focus, or with a setting that the user can switch off. `part` is that part, `everywhere` the setting.
export function isForPage(event, part, everywhere) {
  const { target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.isComposing) return false;
  if (target.closest?.("input, textarea, select, [contenteditable], dialog")) return false;
  return everywhere || part.contains(target);
}

// Return the button of a key, or undefined.
export const buttonOf = (buttons, event) =>
  buttons.find((button) => button.getAttribute("aria-keyshortcuts") === event.key.toUpperCase());
