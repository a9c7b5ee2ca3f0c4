// The film with what the model looked at on top of it.

const SVG = "http://www.w3.org/2000/svg";

const element = (id) => document.getElementById(id);

export class Viewer {
  // `onBroken` is called when an image does not load: its link may have run out.
  constructor(onBroken) {
    element("show-heatmap").addEventListener("change", () => this.arrange());
    element("opacity").addEventListener("input", () => this.arrange());
    element("show-regions").addEventListener("change", () => this.arrange());
    element("preview").addEventListener("load", fit);
    element("preview").addEventListener("error", onBroken);
    element("heatmap").addEventListener("error", onBroken);
  }

  show(study) {
    element("preview").src = study.links.preview;
    element("heatmap").src = study.links.heatmap;
    element("regions").replaceChildren(...study.regions.map(rectangle));
    element("show-regions").disabled = study.regions.length === 0;
    element("film-placeholder").hidden = true;
    element("layers").hidden = false;
    element("controls").hidden = false;
    this.arrange();
  }

  arrange() {
    element("heatmap").hidden = !element("show-heatmap").checked;
    element("heatmap").style.opacity = element("opacity").value / 100;
    element("opacity").disabled = !element("show-heatmap").checked;
    element("regions").toggleAttribute("hidden", !element("show-regions").checked);
  }
}

// The layers take the film's own proportions, so that all of them lie exactly on each other.
function fit({ target: { naturalWidth, naturalHeight } }) {
  element("layers").style.setProperty("--ratio", naturalWidth / naturalHeight);
}

function rectangle(region) {
  const box = document.createElementNS(SVG, "rect");
  for (const name of ["x", "y", "width", "height"]) box.setAttribute(name, region[name]);
  return box;
}
