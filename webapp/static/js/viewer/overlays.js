// The heatmap and the regions on top of the film.

import { gettext } from "../shared/texts.js";
import { boxes, sentences } from "./regions.js";

const STEP = 10;

const element = (id) => document.getElementById(id);

export class Overlays {
  // `onChange` is called after each change of what is shown.
  constructor(onChange) {
    this.onChange = onChange;
    this.hasHeatmap = false;
    this.awaitsHeatmap = false;
    this.other = {};
    this.isOpen = false;
    this.turn = 0;
    this.regions = [];
    element("opacity").addEventListener("input", () => this.arrange());
  }

  // A refused film, and one whose opinion is hidden, has no probability and so no regions either.
  setFilm({ regions, probability }) {
    this.regions = regions;
    this.isOpen = probability !== null;
    element("regions").replaceChildren(...boxes(regions));
    element("no-regions").hidden = regions.length > 0;
    element("region-words").hidden = !this.isOpen;
    this.describe(this.turn);
    this.hide();
  }

  // What another film beside this one has to show: {heatmap, regions}. The same switches show it.
  setOther(other) {
    this.other = other;
    this.arrange();
  }

  // Nothing of the other film is offered as long as the opinion on this one is hidden.
  get offersHeatmap() {
    return this.hasHeatmap || Boolean(this.isOpen && this.other.heatmap);
  }

  get offersRegions() {
    return this.regions.length > 0 || Boolean(this.isOpen && this.other.regions);
  }

  // What the reader has switched on, and how opaque the heatmap is, 0-1.
  get asked() {
    return {
      heatmap: this.offersHeatmap && isPressed("show-heatmap"),
      regions: this.offersRegions && isPressed("show-regions"),
      opacity: element("opacity").value / 100,
    };
  }

  // The film comes first: heatmap and regions show when the reader asks.
  hide() {
    press("show-heatmap", false);
    press("show-regions", false);
    this.arrange();
  }

  setHeatmap(state) {
    this.hasHeatmap = state === "loaded";
    this.awaitsHeatmap = state === "loading";
    element("no-heatmap").hidden = state !== "missing";
    this.arrange();
  }

  // A reader who asks while the heatmap loads gets it as soon as it is there.
  toggleHeatmap() {
    if (!this.offersHeatmap && !this.awaitsHeatmap) return;
    press("show-heatmap", !isPressed("show-heatmap"));
    this.arrange();
  }

  toggleRegions() {
    if (!this.offersRegions) return;
    press("show-regions", !isPressed("show-regions"));
    this.arrange();
  }

  fade(steps) {
    element("opacity").valueAsNumber += steps * STEP;
    this.arrange();
  }

  // Words for a film that is turned: its sides are those on the screen.
  describe(turn) {
    const words = sentences(this.regions, turn);
    element("region-list").replaceChildren(...words.map((textContent) => Object.assign(document.createElement("li"), { textContent })));
    element("heatmap").alt = `${gettext("Heatmap of the evidence")}. ${words.join(". ") || gettext("No region stands out")}.`;
  }

  arrange() {
    const { heatmap, regions, opacity } = this.asked;
    element("heatmap-controls").hidden = !this.offersHeatmap;
    element("show-regions").disabled = !this.offersRegions;
    element("heatmap").hidden = !(heatmap && this.hasHeatmap);
    element("heatmap").style.opacity = opacity;
    element("opacity").disabled = !heatmap;
    element("regions").hidden = !regions;
    element("overlay-hint").hidden = !heatmap && !regions;
    this.onChange();
  }
}

export const isPressed = (id) => element(id).getAttribute("aria-pressed") === "true";
export const press = (id, on) => element(id).setAttribute("aria-pressed", on);
