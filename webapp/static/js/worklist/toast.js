// A short message after an action, which goes by itself.

const SECONDS = 10;

const box = document.getElementById("toast");
let timer;

export function toast(text) {
  clearTimeout(timer);
  box.textContent = text;
  timer = setTimeout(() => (box.textContent = ""), SECONDS * 1000);
}
