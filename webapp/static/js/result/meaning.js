// Shows what a finding means where another share of films shows pneumonia, and the form that changes that share.
// The server computes all figures and words them.

import { deletePrevalence, getStudy, putPrevalence } from "../shared/api_client.js";
import { percentOf, shareOf, sourceSentence } from "./prevalence_words.js";

// While somebody types, the figures follow after a pause of this many milliseconds.
const PAUSE = 300;

const element = (id) => document.getElementById(id);

export class Meaning {
  // The data attributes of `page` name the study.
  constructor(page) {
    this.page = page;
    this.latest = 0;
    element("prevalence").addEventListener("input", () => this.previewSoon());
    element("prevalence-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.update(() => putPrevalence(shareOf(element("prevalence").value)));
    });
    element("forget-prevalence").addEventListener("click", () => {
      // The button hides itself, and must not take the keyboard focus with it.
      element("prevalence").focus();
      this.update(deletePrevalence);
    });
  }

  // Without a meaning, as outside the validated population, there is nothing to show.
  show({ meaning, prevalence }) {
    element("meaning").hidden = !meaning;
    if (!meaning) return;
    element("frequency").textContent = meaning.sentence;
    showDots(meaning);
    element("label-value").textContent = meaning.predictive_value?.sentence ?? "";
    element("source").textContent = sourceSentence(prevalence, meaning.prevalence_source);
    element("elsewhere").replaceChildren(...meaning.elsewhere.map(item));
    if (meaning.prevalence_source === "request") return;
    element("prevalence").value = prevalence === null ? "" : percentOf(prevalence);
    element("forget-prevalence").hidden = meaning.prevalence_source !== "own";
  }

  hide() {
    // An answer that is still under way must not show it again, and none may be asked for the next study.
    clearTimeout(this.timer);
    this.latest++;
    showError(null);
    element("meaning").hidden = true;
  }

  previewSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), PAUSE);
  }

  // Shows the figures for the field, or those that `change` makes the server keep.
  async update(change) {
    clearTimeout(this.timer);
    const turn = ++this.latest;
    const text = element("prevalence").value;
    let error = null;
    try {
      await change?.();
      const prevalence = change || !text.trim() ? undefined : shareOf(text);
      const study = await getStudy(this.page.dataset.studyId, { prevalence });
      // A later answer may have come first.
      if (turn === this.latest) this.show(study);
    } catch (failed) {
      error = failed;
    }
    if (turn === this.latest) showError(error);
  }
}

function showDots({ in_100: ill, sentence }) {
  element("dots").hidden = ill === null;
  if (ill === null) return;
  element("dots").setAttribute("aria-label", sentence);
  element("dots").replaceChildren(...Array.from({ length: 100 }, (_, i) => dot(i < ill)));
}

const dot = (isIll) => Object.assign(document.createElement("span"), { className: isIll ? "ill" : "" });
const item = (text) => Object.assign(document.createElement("li"), { textContent: text });

function showError(error) {
  if (error) element("prevalence").setAttribute("aria-invalid", "true");
  else element("prevalence").removeAttribute("aria-invalid");
  element("prevalence-error").hidden = !error;
  element("prevalence-error").textContent = error?.message ?? "";
}
