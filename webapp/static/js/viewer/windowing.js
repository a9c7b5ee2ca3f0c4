// The window of the film: fetches the film's levels when somebody first asks for another window than the stored one.

import { count, dragged, lookUp, presets, windowOf } from "./levels.js";

const STORED_8_BIT = { black: 0, white: 255 };

export class Windowing {
  // `onChange` is called after each change and while the levels are on their way.
  constructor(canvas, onChange) {
    this.canvas = canvas;
    this.onChange = onChange;
  }

  // `images` fetches the levels of `study`.
  setFilm(study, images) {
    this.images = images;
    this.stored = study.window ?? STORED_8_BIT;
    this.source = study.window ? { name: "rendition", read: "readRendition" } : { name: "preview", read: "readPreview" };
    this.window = this.stored;
    this.loading = null;
    this.film = null;
    this.state = "stored";
    // A canvas that has drawn one film in one way cannot draw another in another way.
    const canvas = this.canvas.cloneNode();
    this.canvas.replaceWith(canvas);
    this.canvas = canvas;
    this.show();
  }

  get isStored() {
    return this.window.black === this.stored.black && this.window.white === this.stored.white;
  }

  // The window, with the stored one as 0 (black) to 1 (white). Films of other levels can take it over.
  get relative() {
    const { black, white } = this.stored;
    const share = (level) => (level - black) / (white - black);
    return { black: share(this.window.black), white: share(this.window.white) };
  }

  follow(relative) {
    const { black, white } = this.stored;
    const level = (share) => black + share * (white - black);
    return this.change(() => ({ black: level(relative.black), white: level(relative.white) }));
  }

  reset() {
    this.window = this.stored;
    this.show();
  }

  drag(dx, dy) {
    return this.change((window, { range }) => dragged(window, range, dx, dy));
  }

  choose(name) {
    return name === "stored" ? this.reset() : this.change((_, film) => film.presets[name]);
  }

  set(centre, width) {
    return this.change((window) => windowOf(window, centre, width));
  }

  // Fetch the levels, so that a first change need not wait.
  prepare() {
    return this.change((window) => window);
  }

  async change(next) {
    try {
      const film = await this.levels();
      this.window = next(this.window, film);
      this.state = "ready";
    } catch {
      // The next attempt fetches again.
      this.loading = null;
      this.state = "missing";
    }
    this.show();
  }

  levels() {
    if (!this.loading) {
      this.loading = this.load();
      this.state = "loading";
      this.onChange();
    }
    return this.loading;
  }

  async load() {
    // Most films are read through their own window: what another one needs is loaded with it.
    const [readers, { picture }] = await Promise.all([import("./rendition.js"), import("./picture.js")]);
    const film = await readers[this.source.read](await this.images.bytes(this.source.name));
    const named = presets(count(film.levels), this.stored, this.stored.curve);
    this.film = { picture: picture(this.canvas, film), presets: named, range: Math.abs(named.full.white - named.full.black) };
    return this.film;
  }

  // Several changes between two frames are drawn once.
  show() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.film && !this.isStored) this.film.picture.draw(lookUp(this.window, this.stored.curve));
      this.canvas.hidden = this.isStored || !this.film;
      this.onChange();
    });
  }
}
