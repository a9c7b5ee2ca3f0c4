// The heatmap and the regions on top of the film.

import { gettext } from "../shared/texts.js";
import { boxes, sentences } from "./regions.js";

const STEP = 10;

const element = (id) => document.getElementById(id);

export class Overlays {
  constructor() {
    this.hasHeatmap = false;
    this.turn = 0;
    this.regions = [];
    element("opacity").addEventListener("input", () => this.arrange());
  }

  // A refused film, and one whose opinion is hidden, has no probability and so no regions either.
  setFilm({ regions, probability }) {
    this.regions = regions;
    element("regions").replaceChildren(...boxes(regions));
    element("show-regions").disabled = regions.length === 0;
    element("no-regions").hidden = regions.length > 0;
    element("region-words").hidden = probability === null;
    this.describe(this.turn);
    this.hide();
  }

  // The film comes first: heatmap and regions show when the reader asks.
  hide() {
    press("show-heatmap", false);
    press("show-regions", false);
    this.arrange();
  }

  setHeatmap(state) {
    this.hasHeatmap = state === "loaded";
    element("heatmap-controls").hidden = !this.hasHeatmap;
    element("no-heatmap").hidden = state !== "missing";
    this.arrange();
  }

  toggleHeatmap() {
    if (!this.hasHeatmap) return;
    press("show-heatmap", !isPressed("show-heatmap"));
    this.arrange();
  }

  toggleRegions() {
    if (element("show-regions").disabled) return;
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
    const shows = this.hasHeatmap && isPressed("show-heatmap");
    element("heatmap").hidden = !shows;
    element("heatmap").style.opacity = element("opacity").value / 100;
    element("opacity").disabled = !shows;
    element("regions").hidden = !isPressed("show-regions");
    element("overlay-hint").hidden = !shows && !isPressed("show-regions");
  }
}

export const isPressed = (id) => element(id).getAttribute("aria-pressed") === "true";
export const press = (id, on) => element(id).setAttribute("aria-pressed", on);
