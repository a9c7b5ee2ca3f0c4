// Shows the film, and what a reader does with it: zoom, move, turn, window, invert, heatmap, regions, full screen.

import { watchGestures } from "./gestures.js";
import { Keys, areOn, switchKeys } from "./keys.js";
import { Overlays, isPressed, press } from "./overlays.js";
import { togglePanel } from "./panels.js";
import * as place from "./transform.js";
import { WindowControls } from "./window_controls.js";

const ZOOM = 1.25;
// CSS pixels for each press of an arrow.
const MOVE = 60;
// What makes no sense without a film.
const HIDDEN = ["layers", "readout", "overlay-hint", "adjust", "viewer-help", "region-words"];

const element = (id) => document.getElementById(id);

export class Viewer {
  // `companion` is another film, which goes along with this one. It is set before the first film is shown.
  constructor() {
    this.overlays = new Overlays(() => this.companion?.follow(this));
    this.window = new WindowControls(() => this.companion?.follow(this));
    const commands = this.commands();
    for (const button of element("viewer").querySelectorAll("[data-does]")) {
      button.addEventListener("click", () => commands[button.dataset.does]());
    }
    new Keys(element("viewer"), this.keys(commands));
    element("viewer-keys").checked = areOn();
    element("viewer-keys").addEventListener("change", ({ target }) => switchKeys(target.checked));
    watchGestures(element("film"), {
      zoom: (factor, point) => this.go((now, space) => place.zoomed(now, space, factor, point)),
      move: (dx, dy) => this.move(dx, dy),
      window: (dx, dy) => this.window.drag(dx, dy),
      fit: commands.fit,
      isWindowing: () => isPressed("window-tool"),
    });
    element("window-tool").addEventListener("click", () => this.allowScrolling());
    element("film").addEventListener("pointerdown", () => element("film").focus({ preventScroll: true }));
    document.querySelector('[data-does="fullScreen"]').hidden = !document.fullscreenEnabled;
    new ResizeObserver(() => this.resize()).observe(element("film"));
  }

  // What buttons and keys do.
  commands() {
    const zoom = (factor) => this.go((now, space) => place.zoomed(now, space, factor, middle(space)));
    return {
      zoomIn: () => zoom(ZOOM),
      zoomOut: () => zoom(1 / ZOOM),
      fit: () => this.go((now, space) => place.fitted(space, now.turn)),
      actualSize: () => this.go(place.atActualSize),
      turn: () => this.go(place.turned),
      moveLeft: () => this.move(-MOVE, 0),
      moveRight: () => this.move(MOVE, 0),
      moveUp: () => this.move(0, -MOVE),
      moveDown: () => this.move(0, MOVE),
      windowTool: () => press("window-tool", !isPressed("window-tool")),
      invert: () => this.invert(!isPressed("invert")),
      heatmap: () => this.overlays.toggleHeatmap(),
      lessOpaque: () => this.overlays.fade(-1),
      moreOpaque: () => this.overlays.fade(1),
      regions: () => this.overlays.toggleRegions(),
      fullScreen: () => (document.fullscreenElement ? document.exitFullscreen() : element("viewer").requestFullscreen()),
      reset: () => this.reset(),
      compare: () => this.companion.toggle(),
      step: () => this.companion.switchStep(),
      help: () => togglePanel("viewer-help"),
      adjust: () => togglePanel("adjust") && this.window.prepare(),
    };
  }

  keys(commands) {
    const keys = { "+": "zoomIn", "=": "zoomIn", "-": "zoomOut", 0: "fit", 1: "actualSize", t: "turn", f: "fullScreen" };
    Object.assign(keys, { i: "invert", h: "heatmap", "[": "lessOpaque", "]": "moreOpaque", r: "regions", x: "reset" });
    Object.assign(keys, { arrowleft: "moveLeft", arrowright: "moveRight", arrowup: "moveUp", arrowdown: "moveDown" });
    Object.assign(keys, { p: "compare", l: "step", "?": "help" });
    return {
      ...Object.fromEntries(Object.entries(keys).map(([key, name]) => [key, () => element("layers").hidden || commands[name]()])),
      w: (event) => event.repeat || this.holdWindow(commands.windowTool),
    };
  }

  // W switches the window tool. Held during a drag, it does so for that drag alone.
  holdWindow(toggle) {
    toggle();
    this.allowScrolling();
    const drags = new AbortController();
    const { signal } = drags;
    let dragged = false;
    element("film").addEventListener("pointerdown", () => (dragged = true), { signal });
    const release = () => {
      drags.abort();
      if (dragged) press("window-tool", false);
      this.allowScrolling();
    };
    addEventListener("keyup", (event) => event.key.toLowerCase() === "w" && release(), { signal });
    addEventListener("blur", release, { signal });
  }

  // Call once the film has loaded: all layers take its aspect ratio, so that they match exactly. `images` fetches the
  // film's levels for another window.
  showFilm(study, images) {
    const { naturalWidth: width, naturalHeight: height } = element("preview");
    this.film = { width, height };
    this.window.setFilm(study, images);
    this.overlays.setFilm(study);
    element("layers").style.setProperty("--ratio", width / height);
    for (const part of ["layers", "readout"]) element(part).hidden = false;
    element("controls").classList.remove("without-film");
    element("film-placeholder").hidden = true;
    this.space = null;
    this.resize();
    this.reset();
  }

  // Also hides heatmap, regions and controls.
  hideFilm(placeholder) {
    this.film = null;
    element("film-placeholder").textContent = placeholder;
    element("film-placeholder").hidden = false;
    for (const part of HIDDEN) element(part).hidden = true;
    element("controls").classList.add("without-film");
  }

  // The film stays as it is: its reader may have zoomed it before asking for the model's opinion.
  showRegions(study) {
    this.overlays.setFilm(study);
  }

  setHeatmap(state) {
    this.overlays.setHeatmap(state);
  }

  resize() {
    // After the session the page is out of sight, and the film with it.
    const frame = element("film");
    if (!this.film || !frame?.clientWidth || !frame.clientHeight) return;
    const { clientWidth: width, clientHeight: height } = frame;
    const before = this.space;
    this.space = { film: this.film, frame: { width, height }, density: devicePixelRatio };
    this.place = before ? place.resized(this.place, before, this.space) : place.fitted(this.space);
    this.arrange();
  }

  // `next` returns the next place of the film. Several between two frames are shown once.
  go(next) {
    if (!this.film || !this.space || this.companion?.takes(next)) return;
    this.place = next(this.place, this.space);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.arrange();
    });
  }

  move(dx, dy) {
    this.go((now, space) => place.moved(now, space, dx, dy));
  }

  invert(on) {
    press("invert", on);
    element("layers").classList.toggle("inverted", on);
    this.companion?.follow(this);
  }

  reset() {
    this.invert(false);
    press("window-tool", false);
    this.window.reset();
    this.go((_, space) => place.fitted(space));
  }

  arrange() {
    place.arrange(element("layers"), this.place, this.space);
    if (this.place.turn !== this.overlays.turn) this.overlays.describe((this.overlays.turn = this.place.turn));
    element("zoom").textContent = `${Math.round(this.place.scale * this.space.density * 100)} %`;
    this.allowScrolling();
    this.companion?.follow(this);
  }

  get isInverted() {
    return isPressed("invert");
  }

  // At fit, one finger scrolls the page as anywhere else.
  allowScrolling() {
    const scrolls = this.film && place.isFitted(this.place, this.space) && !isPressed("window-tool");
    element("film").classList.toggle("scrolls", Boolean(scrolls));
  }
}

const middle = ({ frame }) => ({ x: frame.width / 2, y: frame.height / 2 });
