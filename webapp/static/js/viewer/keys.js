// Keys that act while an element of the viewer has the focus, and never in a field (WCAG 2.1.4).

const SWITCH = "viewer-keys";
const FIELDS = "input, select, textarea, [contenteditable]";

// `commands` by key, as KeyboardEvent.key has it in lower case. Keys that print a character can be switched off.
export class Keys {
  constructor(root, commands) {
    this.commands = commands;
    root.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const key = event.key.toLowerCase();
    const command = this.commands[key];
    if (!command || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest(FIELDS)) return;
    if (key.length === 1 && !areOn()) return;
    event.preventDefault();
    command(event);
  }
}

export const areOn = () => localStorage.getItem(SWITCH) !== "off";

export function switchKeys(on) {
  if (on) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
}
