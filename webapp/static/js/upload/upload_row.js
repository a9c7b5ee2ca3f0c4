// A film in the upload area: its name, its reference, and what becomes of it.

import { findingWords, isOpen, shortWhen, statusWords } from "../shared/study_words.js";

const list = document.getElementById("uploads");
const news = document.getElementById("upload-news");
const template = document.getElementById("upload-row");

export class UploadRow {
  // `onRemove` is called when the reader takes the film out.
  constructor(name, onRemove) {
    this.name = name;
    this.item = template.content.firstElementChild.cloneNode(true);
    const part = (selector) => this.item.querySelector(selector);
    Object.assign(part(".name"), { textContent: name, title: name });
    part(".own-reference span").textContent = ` of ${name}`;
    this.label = part(".own-reference");
    this.input = part("input");
    this.bar = part("progress");
    this.bar.setAttribute("aria-label", `Upload of ${name}`);
    this.state = part(".state");
    this.retry = part(".retry");
    this.anyway = part(".anyway");
    this.removal = part(".remove");
    this.nameRemoval("Remove");
    this.retry.setAttribute("aria-label", `Try again: ${name}`);
    this.anyway.setAttribute("aria-label", `Upload anyway: ${name}`);
    this.removal.onclick = onRemove;
    list.append(this.item);
  }

  nameRemoval(word) {
    this.removal.textContent = word;
    this.removal.setAttribute("aria-label", `${word} ${this.name}`);
  }

  get reference() {
    return this.input.value.trim();
  }

  wait() {
    this.show("Waiting", { bar: true });
    this.bar.value = 0;
  }

  progress(share) {
    this.show(`${Math.round(share * 100)} %`, { bar: true });
    this.bar.value = share;
  }

  sent() {
    this.show("Uploaded, waiting to be read", {});
    announce(`${this.name} is uploaded.`);
  }

  // Show what came of the film.
  outcome(study) {
    if (isOpen(study)) return this.show(`Uploaded: ${statusWords(study.status).toLowerCase()}`, {});
    const read = study.status === "complete" ? `Read: ${findingWords(study) ?? "finding hidden"}` : statusWords(study.status);
    const words = study.reason_sentence ? `Refused: ${study.reason_sentence}` : read;
    this.show(`${words} `, { bad: Boolean(study.reason_sentence), done: true });
    this.state.append(linkTo(study.study_id, "open"));
  }

  gone() {
    this.show("Deleted", { done: true });
  }

  fail(sentence, again) {
    this.show(sentence, { bad: true, done: !again, again });
    announce(`${this.name}: ${sentence}`);
  }

  duplicate({ study_id, created_at }, anyway) {
    const sentence = `This film was uploaded at ${shortWhen(created_at)}: `;
    this.show(sentence, { done: true, anyway });
    this.state.append(linkTo(study_id, "open it"));
    announce(`${this.name}: ${sentence}`);
  }

  show(text, { bar = false, bad = false, done = false, again = null, anyway = null }) {
    this.label.hidden = true;
    this.state.textContent = text;
    this.bar.hidden = !bar;
    this.item.classList.toggle("bad", bad);
    this.retry.hidden = !again;
    this.retry.onclick = again;
    this.anyway.hidden = !anyway;
    this.anyway.onclick = anyway;
    this.removal.hidden = !(done || again || anyway);
    this.isDone = done;
    // The row goes from this area; the study stays.
    this.nameRemoval(done ? "Clear" : "Remove");
  }
}

function linkTo(id, text) {
  return Object.assign(document.createElement("a"), { href: `/studies/${id}`, textContent: text });
}

function announce(text) {
  news.textContent = text;
}
