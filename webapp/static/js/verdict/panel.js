// The reader's verdict on the result page. A click or a key gives it; a change of mind is another verdict.

import * as api from "../shared/api_client.js";
import { historyItem } from "./history.js";
import { buttonOf, isForPage } from "./keys.js";
import { savedSentence, unsavedSentence } from "./verdict_words.js";

const element = (id) => document.getElementById(id);

export class VerdictPanel {
  // `refresh` shows the study again, once the model's opinion is open to the reader. `tell` shows a sentence about
  // a study that is not on the screen any more. `store` keeps verdicts and settings, and `saved` words what it has kept.
  constructor(part, { refresh, tell, store = api, saved = savedSentence }) {
    Object.assign(this, { refresh, tell, store, saved });
    this.panel = element("verdict");
    this.queue = Promise.resolve();
    // Actions that wait for their turn to be saved.
    this.unsent = 0;
    this.choices = [...this.panel.querySelectorAll(".choice")];
    for (const choice of this.choices) choice.addEventListener("click", () => this.save((film) => this.choose(film, choice)));
    // A request that was sent outlasts the page. One that waits would be lost.
    addEventListener("beforeunload", (event) => this.unsent && event.preventDefault());
    element("show-opinion").addEventListener("click", () => this.enqueue((film) => this.showOpinion(film)));
    element("note-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.saveNote();
    });
    element("film-first").addEventListener("change", ({ target }) => this.enqueue((film) => this.setFilmFirst(film, target)));
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
    // One object for each film on the screen: actions that wait belong to it.
    if (this.film?.study.study_id === study.study_id) this.film.study = study;
    else this.paint((this.film = { study, verdicts: [], own: undefined }));
    const hadFocus = this.panel.contains(document.activeElement);
    const isLabelled = !study.opinion_hidden && study.label !== null;
    element("opinion-hidden").hidden = !study.opinion_hidden;
    element("judgement-part").hidden = !isLabelled;
    element("unsure-finding").hidden = isLabelled;
    this.panel.hidden = false;
    // What has just been hidden must not take the keyboard focus with it.
    if (hadFocus && !isShown(document.activeElement)) this.panel.focus({ preventScroll: true });
    this.enqueue((film) => this.load(film), { isChange: false });
  }

  hide() {
    this.panel.hidden = true;
  }

  // Call before another study takes this one's place. A note that was typed is saved. A failure that its reader may
  // not have seen is named again.
  leave() {
    if (this.film?.failure) this.tell(unsavedSentence(this.film.study, this.film.failure));
    const note = element("note").value.trim() || null;
    if (this.film?.own && note !== this.film.own.note) this.saveNote();
    this.film = null;
    for (const part of this.panel.querySelectorAll("details")) part.open = false;
    element("verdict-error").hidden = true;
    this.hide();
  }

  async load(film) {
    const [{ verdicts }, reading] = await Promise.all([this.store.getVerdicts(film.study.study_id), this.store.getReading()]);
    element("film-first").checked = reading.film_first;
    this.showVerdicts(film, verdicts);
  }

  choose(film, { dataset: { finding, judgement } }) {
    const { study, own } = film;
    // A finding decides again whether the reader agrees, unless nothing follows from it.
    const follows = study.label === "positive" || study.label === "negative" || study.opinion_hidden;
    const note = this.noteOf(film);
    if (finding && finding === own?.finding) return this.give(film, { ...own, note });
    if (finding) return this.give(film, { finding, verdict: follows ? null : own?.verdict, note });
    return this.give(film, { verdict: judgement, finding: own?.finding, note });
  }

  saveNote() {
    const note = element("note").value.trim() || null;
    this.save((film) => this.give(film, { ...film.own, note }));
  }

  // What the field has, as long as it belongs to the film.
  noteOf(film) {
    return film === this.film ? element("note").value.trim() || null : (film.own?.note ?? null);
  }

  async give(film, { verdict = null, finding = null, note }) {
    const { own, study } = film;
    // A second press on the same choice is no change of mind.
    if (own && finding === own.finding && note === own.note && verdict === own.verdict) return;
    const given = await this.store.postVerdict(study.study_id, { verdict, finding, note });
    this.showVerdicts(film, [given, ...film.verdicts]);
    if (study.opinion_hidden && film === this.film) await this.refresh();
  }

  async showOpinion(film) {
    await this.store.openOpinion(film.study.study_id);
    if (film === this.film) await this.refresh();
  }

  showVerdicts(film, verdicts) {
    film.verdicts = verdicts;
    film.own = verdicts.find((verdict) => verdict.is_own);
    if (film === this.film) this.paint(film);
  }

  paint({ verdicts, own }) {
    for (const choice of this.choices) choice.setAttribute("aria-pressed", isChosen(choice, own));
    element("verdict-state").textContent = own ? this.saved(own) : "";
    element("note-part").hidden = !own;
    if (document.activeElement !== element("note")) element("note").value = own?.note ?? "";
    element("history-part").hidden = verdicts.length === 0;
    element("history").replaceChildren(...verdicts.map(historyItem));
  }

  // The film on the screen stays as it is, since its opinion has been seen.
  async setFilmFirst({ study }, { checked }) {
    await this.store.putReading({ film_first: checked });
    if (checked && !study.opinion_hidden) await this.store.openOpinion(study.study_id);
  }

  async setHotkeys({ checked }) {
    await this.store.putReading({ hotkeys: checked });
    this.panel.toggleAttribute("data-keys-everywhere", checked);
  }

  // One action after the other: of two quick keys, the second must be the newest verdict. An action belongs to the film
  // that was on the screen when the reader chose it, even if another one is there when its turn comes.
  enqueue(action, { isChange = true } = {}) {
    const { film } = this;
    this.queue = this.queue.then(() => this.attempt(film, action, isChange));
  }

  // `action` sends its request before it first waits.
  save(action) {
    this.unsent += 1;
    this.enqueue((film) => {
      this.unsent -= 1;
      return action(film);
    });
  }

  async attempt(film, action, isChange) {
    const isShownNow = () => film === this.film;
    if (film) film.failure = null;
    if (isShownNow()) element("verdict-error").hidden = true;
    try {
      await action(film);
    } catch (error) {
      if (!isShownNow()) return isChange && this.tell(unsavedSentence(film.study, error));
      if (film && isChange) film.failure = error;
      element("verdict-error").textContent = error.message;
      element("verdict-error").hidden = false;
    }
  }
}

const isShown = (button) => button.offsetParent !== null;

const isChosen = ({ dataset: { finding, judgement } }, own) =>
  Boolean(own) && (finding ? own.finding === finding : own.verdict === judgement);
