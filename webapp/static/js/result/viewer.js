// Shows the film with the heatmap and the regions on top.

import { isOutOfPopulation } from "../shared/study_words.js";

const SVG = "http://www.w3.org/2000/svg";

const element = (id) => document.getElementById(id);

export class Viewer {
  constructor() {
    element("show-heatmap").addEventListener("change", () => this.arrange());
    element("opacity").addEventListener("input", () => this.arrange());
    element("show-regions").addEventListener("change", () => this.arrange());
    this.hasHeatmap = false;
  }

  // Call once the film has loaded: all layers take its aspect ratio, so that they match exactly.
  showFilm(study) {
    const { naturalWidth, naturalHeight } = element("preview");
    element("layers").style.setProperty("--ratio", naturalWidth / naturalHeight);
    element("regions").replaceChildren(...study.regions.map(rectangle));
    element("show-regions").disabled = study.regions.length === 0;
    element("film-placeholder").hidden = true;
    element("layers").hidden = false;
    element("controls").hidden = false;
    // Outside the validated population, a red heatmap would distract from the warning.
    if (isOutOfPopulation(study)) element("show-heatmap").checked = false;
    this.arrange();
  }

  // Also hides heatmap, regions and controls.
  hideFilm(placeholder) {
    element("film-placeholder").textContent = placeholder;
    element("film-placeholder").hidden = false;
    element("layers").hidden = true;
    element("controls").hidden = true;
  }

  setHeatmap(state) {
    this.hasHeatmap = state === "loaded";
    element("heatmap-controls").hidden = !this.hasHeatmap;
    element("no-heatmap").hidden = state !== "missing";
    this.arrange();
  }

  arrange() {
    element("heatmap").hidden = !this.hasHeatmap || !element("show-heatmap").checked;
    element("heatmap").style.opacity = element("opacity").value / 100;
    element("opacity").disabled = !element("show-heatmap").checked;
    element("regions").toggleAttribute("hidden", !element("show-regions").checked);
  }
}

function rectangle(region) {
  const box = document.createElementNS(SVG, "rect");
  for (const name of ["x", "y", "width", "height"]) box.setAttribute(name, region[name]);
  return box;
}
