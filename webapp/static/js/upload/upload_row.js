// A film in the upload area: its name, its reference, and what becomes of it.

import { findingWords, isOpen, shortWhen, statusWords } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";
import { drawPicture, sizeWords } from "./picture.js";

const list = document.getElementById("uploads");
const news = document.getElementById("upload-news");
const template = document.getElementById("upload-row");

const OPEN = {
  awaiting_upload: gettext("Uploaded: waiting for the film"),
  processing: gettext("Uploaded: being read"),
};

export class UploadRow {
  // `onRemove` is called when the reader takes the film out.
  constructor(name, onRemove) {
    this.name = name;
    this.item = template.content.firstElementChild.cloneNode(true);
    const part = (selector) => this.item.querySelector(selector);
    Object.assign(part(".name"), { textContent: name, title: name });
    part(".own-reference span").textContent = gettext(" of {name}", { name });
    this.label = part(".own-reference");
    this.input = part("input");
    this.bar = part("progress");
    this.bar.setAttribute("aria-label", gettext("Upload of {name}", { name }));
    this.state = part(".state");
    this.retry = part(".retry");
    this.anyway = part(".anyway");
    this.cancel = part(".cancel");
    this.removal = part(".remove");
    this.nameRemoval(gettext("Remove"));
    this.retry.setAttribute("aria-label", gettext("Try again: {name}", { name }));
    this.anyway.setAttribute("aria-label", gettext("Upload anyway: {name}", { name }));
    this.cancel.setAttribute("aria-label", gettext("Cancel the upload of {name}", { name }));
    this.removal.onclick = onRemove;
    list.append(this.item);
  }

  // Show which film it is: its picture, or its size where the browser cannot draw it.
  async showPicture(file) {
    const [canvas, size] = [".picture", ".size"].map((selector) => this.item.querySelector(selector));
    canvas.hidden = !(await drawPicture(file, canvas));
    size.hidden = !canvas.hidden;
    size.textContent = sizeWords(file);
  }

  nameRemoval(word) {
    this.removal.textContent = word;
    this.removal.setAttribute("aria-label", `${word} ${this.name}`);
  }

  get reference() {
    return this.input.value.trim();
  }

  // `onCancel` is called when the reader takes the film back before it is sent.
  wait(onCancel) {
    this.cancel.onclick = onCancel;
    this.show(gettext("Waiting"), { bar: true });
    this.bar.value = 0;
  }

  progress(share) {
    this.show(`${Math.round(share * 100)} %`, { bar: true });
    this.bar.value = share;
  }

  cancelled(again) {
    this.show(gettext("Cancelled. The film was not sent."), { again });
    announce(gettext("The upload of {name} is cancelled.", { name: this.name }));
  }

  sent() {
    this.show(gettext("Uploaded, waiting to be read"), {});
    announce(gettext("{name} is uploaded.", { name: this.name }));
  }

  // Show what came of the film.
  outcome(study) {
    if (isOpen(study)) return this.show(OPEN[study.status], {});
    const finding = findingWords(study) ?? gettext("finding hidden");
    const read = study.status === "complete" ? gettext("Read: {finding}", { finding }) : statusWords(study.status);
    const words = study.reason_sentence ? gettext("Refused: {reason}", { reason: study.reason_sentence }) : read;
    this.show(`${words} `, { bad: Boolean(study.reason_sentence), done: true });
    this.state.append(linkTo(study.study_id, gettext("open")));
  }

  gone() {
    this.show(gettext("Deleted"), { done: true });
  }

  fail(sentence, again) {
    this.show(sentence, { bad: true, done: !again, again });
    announce(`${this.name}: ${sentence}`);
  }

  duplicate({ study_id, created_at }, anyway) {
    const sentence = gettext("This film was uploaded at {time}: ", { time: shortWhen(created_at) });
    this.show(sentence, { done: true, anyway });
    this.state.append(linkTo(study_id, gettext("open it")));
    announce(`${this.name}: ${sentence}`);
  }

  show(text, { bar = false, bad = false, done = false, again = null, anyway = null }) {
    this.label.hidden = true;
    this.state.textContent = text;
    this.bar.hidden = !bar;
    this.cancel.hidden = !bar;
    this.item.classList.toggle("bad", bad);
    this.retry.hidden = !again;
    this.retry.onclick = again;
    this.anyway.hidden = !anyway;
    this.anyway.onclick = anyway;
    this.removal.hidden = !(done || again || anyway);
    this.isDone = done;
    // The row goes from this area; the study stays.
    this.nameRemoval(done ? gettext("Clear") : gettext("Remove"));
  }
}

function linkTo(id, text) {
  return Object.assign(document.createElement("a"), { href: `/studies/${id}`, textContent: text });
}

function announce(text) {
  news.textContent = text;
}
