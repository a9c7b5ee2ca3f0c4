// The heatmap and the regions of the earlier film. They show with those of the film that is read.

import { gettext } from "../shared/texts.js";
import { boxes, sentences } from "../viewer/regions.js";

const element = (id) => document.getElementById(id);

const NOTHING = { heatmap: false, regions: false };

export class PriorOverlays {
  // `onOffer` is called with what the earlier film has to show.
  constructor(onOffer) {
    this.onOffer = onOffer;
    this.offer = NOTHING;
    this.asked = NOTHING;
  }

  // A study whose opinion is hidden from its reader has neither regions nor a link to a heatmap.
  async setFilm(study, images) {
    this.clear();
    this.study = study;
    element("prior-regions").replaceChildren(...boxes(study.regions));
    this.change({ regions: study.regions.length > 0 });
    if (!study.links.heatmap) return;
    const words = sentences(study.regions, 0).join(". ") || gettext("No region stands out");
    element("prior-heatmap").alt = gettext("Heatmap of the evidence on the earlier film. {regions}.", { regions: words });
    try {
      await images.load(element("prior-heatmap"), "heatmap");
      if (this.study === study) this.change({ heatmap: true });
    } catch {
      if (this.study === study) this.change({ isMissing: true });
    }
  }

  clear() {
    this.study = null;
    this.offer = NOTHING;
    this.change({});
  }

  // What the reader has switched on, and how opaque the heatmap is, 0-1.
  follow(asked) {
    this.asked = asked;
    element("prior-heatmap").hidden = !(asked.heatmap && this.offer.heatmap);
    element("prior-heatmap").style.opacity = asked.opacity;
    element("prior-regions").hidden = !(asked.regions && this.offer.regions);
  }

  change(offer) {
    this.offer = { ...this.offer, ...offer };
    this.follow(this.asked);
    this.onOffer(this.offer);
  }
}
