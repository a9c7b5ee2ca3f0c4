// The dialog that warns before a session ends.

import { gettext } from "./texts.js";

// Seconds before the end at which screen readers hear of it.
const HEARD = [120, 20];

const dialog = document.querySelector("#session-warning");
const part = (name) => dialog.querySelector(name);
let ticking;
let endsAt;
let unheard;

// Show the dialog, or move its end. `canStay` is false at the end of the longest session.
export function showWarning(end, canStay) {
  endsAt = end;
  if (!dialog.open) open(canStay);
  tick();
}

export function hideWarning() {
  clearInterval(ticking);
  if (dialog?.open) dialog.close();
}

export const isWarning = () => Boolean(dialog?.open);

// Leaving the dialog in any way means that somebody is there.
export function onStay(stay) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  part("button").addEventListener("click", stay);
}

function open(canStay) {
  part(".extendable").hidden = !canStay;
  part(".final").hidden = canStay;
  part("button").textContent = canStay ? gettext("Stay signed in") : gettext("Understood");
  unheard = [...HEARD];
  dialog.showModal();
  part("button").focus();
  ticking = setInterval(tick, 1000);
}

function tick() {
  const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
  part("[role=timer]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  const passed = unheard.filter((second) => left <= second);
  if (!passed.length) return;
  unheard = unheard.filter((second) => left > second);
  part("[role=alert]").textContent = gettext("Your session ends in {time}.", { time: words(left) });
}

function words(seconds) {
  if (seconds <= 90) return gettext("{seconds} seconds", { seconds });
  return gettext("{minutes} minutes", { minutes: Math.round(seconds / 60) });
}
