// The reader's verdict on the result page. A click or a key gives it; a change of mind is another verdict.

import { getReading, getVerdicts, openOpinion, postVerdict, putReading } from "../shared/api_client.js";
import { historyItem } from "./history.js";
import { buttonOf, isForPage } from "./keys.js";
import { savedSentence } from "./verdict_words.js";

const element = (id) => document.getElementById(id);

export class VerdictPanel {
  // `refresh` shows the study again, once the model's opinion is open to the reader.
  constructor(studyId, part, refresh) {
    this.studyId = studyId;
    this.refresh = refresh;
    this.panel = element("verdict");
    this.queue = Promise.resolve();
    this.choices = [...this.panel.querySelectorAll(".choice")];
    for (const choice of this.choices) choice.addEventListener("click", () => this.enqueue(() => this.choose(choice)));
    element("show-opinion").addEventListener("click", () => this.enqueue(() => this.showOpinion()));
    element("note-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.enqueue(() => this.give(this.own));
    });
    element("film-first").addEventListener("change", ({ target }) => this.enqueue(() => this.setFilmFirst(target)));
    element("hotkeys").addEventListener("change", ({ target }) => this.enqueue(() => this.setHotkeys(target)));
    document.addEventListener("keydown", (event) => {
      if (this.panel.hidden || !isForPage(event, part, "keysEverywhere" in this.panel.dataset)) return;
      const button = buttonOf([...this.choices, element("show-opinion")].filter(isShown), event);
      if (!button) return;
      event.preventDefault();
      button.click();
    });
  }

  // Call once the film is shown: no one judges a film that is not there.
  show(study) {
    this.study = study;
    const hadFocus = this.panel.contains(document.activeElement);
    const isLabelled = !study.opinion_hidden && study.label !== null;
    element("opinion-hidden").hidden = !study.opinion_hidden;
    element("judgement-part").hidden = !isLabelled;
    element("unsure-finding").hidden = isLabelled;
    this.panel.hidden = false;
    // What has just been hidden must not take the keyboard focus with it.
    if (hadFocus && !isShown(document.activeElement)) this.panel.focus({ preventScroll: true });
    this.enqueue(() => this.load());
  }

  hide() {
    this.panel.hidden = true;
  }

  async load() {
    const [{ verdicts }, reading] = await Promise.all([getVerdicts(this.studyId), getReading()]);
    element("film-first").checked = reading.film_first;
    this.showVerdicts(verdicts);
  }

  choose({ dataset: { finding, judgement } }) {
    const own = this.own ?? {};
    // A finding decides again whether the reader agrees, unless nothing follows from it.
    const follows = this.study.label === "positive" || this.study.label === "negative" || this.study.opinion_hidden;
    if (finding && finding === own.finding) return this.give(own);
    if (finding) return this.give({ finding, verdict: follows ? null : own.verdict });
    return this.give({ verdict: judgement, finding: own.finding });
  }

  async give({ verdict = null, finding = null }) {
    const note = element("note").value.trim() || null;
    // A second press on the same choice is no change of mind.
    if (this.own && finding === this.own.finding && note === this.own.note && verdict === this.own.verdict) return;
    const given = await postVerdict(this.studyId, { verdict, finding, note });
    if (this.study.opinion_hidden) await this.refresh();
    else this.showVerdicts([given, ...this.verdicts]);
  }

  async showOpinion() {
    await openOpinion(this.studyId);
    await this.refresh();
  }

  showVerdicts(verdicts) {
    this.verdicts = verdicts;
    this.own = verdicts.find((verdict) => verdict.is_own);
    for (const choice of this.choices) choice.setAttribute("aria-pressed", isChosen(choice, this.own));
    element("verdict-state").textContent = this.own ? savedSentence(this.own) : "";
    element("note-part").hidden = !this.own;
    if (document.activeElement !== element("note")) element("note").value = this.own?.note ?? "";
    element("history-part").hidden = verdicts.length === 0;
    element("history").replaceChildren(...verdicts.map(historyItem));
  }

  // The film on the screen stays as it is, since its opinion has been seen.
  async setFilmFirst({ checked }) {
    await putReading({ film_first: checked });
    if (checked && !this.study.opinion_hidden) await openOpinion(this.studyId);
  }

  async setHotkeys({ checked }) {
    await putReading({ hotkeys: checked });
    this.panel.toggleAttribute("data-keys-everywhere", checked);
  }

  // One action after the other: of two quick keys, the second must be the newest verdict.
  enqueue(action) {
    this.queue = this.queue.then(() => this.attempt(action));
  }

  async attempt(action) {
    element("verdict-error").hidden = true;
    try {
      await action();
    } catch (error) {
      element("verdict-error").textContent = error.message;
      element("verdict-error").hidden = false;
    }
  }
}

const isShown = (button) => button.offsetParent !== null;

const isChosen = ({ dataset: { finding, judgement } }, own) =>
  Boolean(own) && (finding ? own.finding === finding : own.verdict === judgement);
