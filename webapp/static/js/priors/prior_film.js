// An earlier film beside the one on the screen: zoom, place, window and inversion in step, until the reader parts them.

import { getStudy } from "../shared/api_client.js";
import { Images } from "../result/images.js";
import { gettext } from "../shared/texts.js";
import { watchGestures } from "../viewer/gestures.js";
import { isPressed, press } from "../viewer/overlays.js";
import { PriorOverlays } from "./prior_overlays.js";
import * as place from "../viewer/transform.js";
import { Windowing } from "../viewer/windowing.js";

const element = (id) => document.getElementById(id);

const MISSING = gettext("window as stored: its levels could not be loaded");
const NO_HEATMAP = gettext("the heatmap could not be loaded");

export class PriorFilm {
  // `viewer` shows the film that this one goes along with.
  constructor(viewer) {
    this.viewer = viewer;
    this.windowing = new Windowing(element("prior-windowed"), () => this.showCaption());
    this.overlays = new PriorOverlays((offer) => {
      viewer.overlays.setOther(offer);
      this.showCaption();
    });
    press("step-tool", true);
    watchGestures(element("prior-film"), {
      zoom: (factor, point) => this.go((now, space) => place.zoomed(now, space, factor, point)),
      move: (dx, dy) => this.go((now, space) => place.moved(now, space, dx, dy)),
      window: (dx, dy) => (this.isInStep ? viewer.window.drag(dx, dy) : this.windowing.drag(dx, dy)),
      fit: () => this.go((now, space) => place.fitted(space, now.turn)),
      isWindowing: () => isPressed("window-tool"),
    });
    element("prior-film").addEventListener("pointerdown", () => element("prior-film").focus({ preventScroll: true }));
    element("prior-choice").addEventListener("change", ({ target }) => this.open(target.value));
  }

  get isOpen() {
    return !element("prior-film").hidden;
  }

  get isInStep() {
    return isPressed("step-tool");
  }

  // `priors` are {id, name, words} of films that can be shown, newest first. `words` is the caption of the film.
  offer(priors, words) {
    this.priors = priors;
    element("film-caption").textContent = words;
    element("prior-choice").replaceChildren(...priors.map(({ id, name }) => new Option(name, id)));
    element("prior-controls").hidden = priors.length === 0;
    if (this.isOpen && !priors.some(({ id }) => id === this.shown)) this.close();
  }

  // Call before another study takes the place of this one.
  withdraw() {
    this.offer([], "");
  }

  toggle() {
    if (this.isOpen) this.close();
    else if (this.priors?.length) this.open(element("prior-choice").value);
  }

  async open(id) {
    this.shown = id;
    this.film = null;
    this.overlays.clear();
    element("prior-choice").value = id;
    this.display(true);
    element("prior-layers").hidden = true;
    this.say(gettext("The earlier film is loading."));
    try {
      const fetchStudy = () => getStudy(id);
      const study = await fetchStudy();
      const images = new Images(study, fetchStudy);
      const picture = element("prior-preview");
      if (this.shown === id) await images.load(picture, "preview");
      if (this.shown === id) this.show(study, images, picture);
    } catch (error) {
      const advice = error.correlationId ? `${error.message} (${error.correlationId})` : gettext("Choose it again.");
      if (this.shown === id) this.say(`${gettext("The earlier film could not be shown.")} ${advice}`);
    }
  }

  show(study, images, { naturalWidth: width, naturalHeight: height }) {
    const { name } = this.priors.find(({ id }) => id === study.study_id);
    this.film = { width, height };
    this.windowing.setFilm(study, images);
    this.overlays.setFilm(study, images);
    element("prior-preview").alt = gettext("Earlier chest film, {name}", { name });
    this.showCaption();
    element("prior-layers").hidden = false;
    this.say("");
    this.place = null;
    this.follow(this.viewer);
  }

  showCaption() {
    element("prior-preview").classList.toggle("covered", !element("prior-windowed").hidden);
    const known = this.film && this.priors.find(({ id }) => id === this.shown);
    if (!known) return;
    const missing = [this.windowing.state === "missing" && MISSING, this.overlays.offer.isMissing && NO_HEATMAP];
    element("prior-caption").textContent = [known.words, ...missing.filter(Boolean)].join(" · ");
  }

  close() {
    this.shown = null;
    this.film = null;
    this.overlays.clear();
    if (element("prior-film").contains(document.activeElement)) element("film").focus({ preventScroll: true });
    this.display(false);
  }

  display(isOpen) {
    element("prior-film").hidden = !isOpen;
    element("film-caption").hidden = !isOpen;
    element("prior-caption").textContent = "";
    element("film").parentElement.classList.toggle("compared", isOpen);
    press("compare-tool", isOpen);
  }

  say(text) {
    element("prior-placeholder").textContent = text;
    element("prior-placeholder").hidden = !text;
  }

  switchStep() {
    if (!this.isOpen) return;
    press("step-tool", !this.isInStep);
    this.follow(this.viewer);
  }

  // Whether a change of place is meant for this film alone: it has the focus, and the films are parted.
  takes(next) {
    const isMeant = this.isOpen && !this.isInStep && element("prior-film").contains(document.activeElement);
    if (isMeant) this.go(next);
    return isMeant;
  }

  go(next) {
    if (!this.film) return;
    if (this.isInStep) return this.viewer.go(next);
    this.place = next(this.place, this.space);
    place.arrange(element("prior-layers"), this.place, this.space);
  }

  // Take over what the viewer does. One switch shows the heatmaps of both films, in step or not.
  follow({ place: now, space, window, isInverted, overlays }) {
    this.overlays.follow(overlays.asked);
    if (!this.film || !space || (this.place && !this.isInStep)) return;
    const { clientWidth: width, clientHeight: height } = element("prior-film");
    this.space = { film: this.film, frame: { width, height }, density: devicePixelRatio };
    this.place = place.inStep(now, space, this.space);
    place.arrange(element("prior-layers"), this.place, this.space);
    element("prior-layers").classList.toggle("inverted", isInverted);
    const { windowing } = window;
    if (!windowing.isStored) this.windowing.follow(windowing.relative);
    else if (!this.windowing.isStored) this.windowing.reset();
  }
}
