// A short message after an action, which goes by itself, and the way back from that action.

const SECONDS = 10;

const box = document.getElementById("toast");
const [words, button] = [box.querySelector("[role=status]"), box.querySelector("button")];
let timer;
let settle = () => {};

export function toast(text) {
  show(text, false);
}

// Resolves to true if the reader takes the action back, and to false once the message goes. The message stays while
// the pointer or the keyboard focus is on it.
export function offerUndo(text) {
  show(text, true);
  return new Promise((resolve) => (settle = resolve));
}

export const undo = () => !button.hidden && close(true);

function show(text, canUndo) {
  close(false);
  words.textContent = text;
  button.hidden = !canUndo;
  start();
}

function close(isUndone) {
  clearTimeout(timer);
  words.textContent = "";
  button.hidden = true;
  settle(isUndone);
}

function start() {
  clearTimeout(timer);
  timer = setTimeout(() => close(false), SECONDS * 1000);
}

const hold = () => clearTimeout(timer);

button.addEventListener("click", undo);
for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, hold);
for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, start);
