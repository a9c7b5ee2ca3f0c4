// Password fields: a button that shows what is typed, and rules that are ticked while somebody types.

import { gettext } from "../shared/texts.js";

for (const field of document.querySelectorAll('input[type="password"]')) addShow(field);
for (const rules of document.querySelectorAll(".rules")) tickRules(rules);

function addShow(field) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain show", textContent: gettext("Show") });
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
  });
  // Somebody may type here, or in another field, before this script has come.
  const { activeElement: focused } = document;
  const hasFocus = focused === field || (field.autofocus && focused === document.body);
  const line = Object.assign(document.createElement("div"), { className: "with-button" });
  field.replaceWith(line);
  line.append(field, button);
  // A browser may keep a field of another type in its form history.
  field.form.addEventListener("submit", () => (field.type = "password"));
  if (hasFocus) field.focus();
}

function tickRules(list) {
  const field = document.getElementById(list.id.replace(/-rules$/, ""));
  const tick = () => {
    for (const item of list.querySelectorAll("[data-pattern]")) {
      const isMet = new RegExp(item.dataset.pattern, "s").test(field.value);
      item.classList.toggle("met", isMet);
      item.querySelector("span").textContent = isMet ? gettext(", met") : "";
    }
  };
  field.addEventListener("input", tick);
  tick();
}
