// Polls quickly while a result is expected and slowly otherwise. Stops while the page is hidden.

// Milliseconds. Reading a film takes a second or two. A film from another system may arrive at any time.
const QUICK = 700;
const SLOW = 5000;
const GROWTH = 1.3;

export class Polling {
  // `poll` sends one round of requests. It resolves to true if a study is unfinished, for quick polling.
  constructor(poll) {
    this.poll = poll;
    this.delay = QUICK;
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  // Poll at once, and quickly from here on.
  now() {
    this.delay = QUICK;
    clearTimeout(this.timer);
    if (this.polling) this.again = true;
    else this.round();
  }

  // Poll again after a stop.
  resume() {
    this.stopped = false;
    this.now();
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async round() {
    if (this.stopped || document.hidden) return;
    this.polling = true;
    let unfinished = true;
    try {
      unfinished = await this.poll();
    } finally {
      this.polling = false;
      this.plan(unfinished);
    }
  }

  plan(unfinished) {
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
