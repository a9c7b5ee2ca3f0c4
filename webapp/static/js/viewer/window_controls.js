// The window of the film, with its presets, fields and words.

import { gettext, locale } from "../shared/texts.js";
import { centreOf, widthOf } from "./levels.js";
import { Windowing } from "./windowing.js";

const NEWS = {
  loading: gettext("The levels of the film are loading."),
  missing: gettext("The window cannot be changed: the levels of the film could not be loaded. Try again."),
};

const element = (id) => document.getElementById(id);

export class WindowControls {
  // `onChange` is called after each change of the window.
  constructor(onChange) {
    this.onChange = onChange;
    this.windowing = new Windowing(element("windowed"), () => this.tell());
    this.preset = "stored";
    element("preset").addEventListener("change", ({ target }) => {
      this.preset = target.value;
      this.windowing.choose(target.value);
    });
    for (const field of ["window-width", "window-centre"]) {
      element(field).addEventListener("input", () => this.readFields());
    }
  }

  setFilm(study, images) {
    this.preset = "stored";
    this.windowing.setFilm(study, images);
  }

  drag(dx, dy) {
    this.preset = "own";
    this.windowing.drag(dx, dy);
  }

  prepare() {
    this.windowing.prepare();
  }

  reset() {
    this.preset = "stored";
    this.windowing.reset();
  }

  readFields() {
    const [width, centre] = [element("window-width"), element("window-centre")];
    if (!width.value || !centre.value || !width.validity.valid) return;
    this.preset = "own";
    this.windowing.set(centre.valueAsNumber, width.valueAsNumber);
  }

  tell() {
    const { isStored, state, window } = this.windowing;
    this.onChange();
    element("preview").classList.toggle("covered", !element("windowed").hidden);
    element("preset").value = isStored ? "stored" : this.preset;
    element("viewer-news").textContent = NEWS[state] ?? "";
    const levels = { width: figure(widthOf(window)), centre: figure(centreOf(window)) };
    element("levels").textContent = isStored ? "" : gettext("Width {width}, centre {centre}", levels);
    if (state !== "ready") return;
    setUnlessFocused("window-width", widthOf(window));
    setUnlessFocused("window-centre", centreOf(window));
  }
}

const figure = (level) => Math.round(level).toLocaleString(locale);

function setUnlessFocused(id, value) {
  const field = element(id);
  // Not while somebody types.
  if (document.activeElement !== field || !field.value) field.value = Math.round(value * 10) / 10;
}
