// Asks again and again: quickly while something is about to happen, slowly otherwise, not at all unseen.

// Milliseconds. A film is read in a second or two; one from another system may come at any time.
const QUICK = 700;
const SLOW = 5000;
const GROWTH = 1.3;

export class Polling {
  // `ask` does one round and tells whether something is unfinished: true keeps the pace quick.
  constructor(ask) {
    this.ask = ask;
    this.delay = QUICK;
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  // Ask at once, and quickly again from here on.
  now() {
    this.delay = QUICK;
    clearTimeout(this.timer);
    if (this.asking) this.again = true;
    else this.round();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async round() {
    if (this.stopped || document.hidden) return;
    this.asking = true;
    const unfinished = await this.ask();
    this.asking = false;
    if (this.stopped) return;
    if (this.again) {
      this.again = false;
      this.round();
      return;
    }
    this.timer = setTimeout(() => this.round(), unfinished ? this.delay : SLOW);
    this.delay = Math.min(this.delay * GROWTH, SLOW);
  }
}
