// The upload area: choosing and dropping films, naming each one, sending them and following their outcome.

import { isAway, keepWhile } from "../shared/session_end.js";
import { isFinal } from "../shared/study_words.js";
import { recall, remember } from "../shared/tab_storage.js";
import { gettext, ngettext } from "../shared/texts.js";
import { duplicateOf } from "./duplicate.js";
import { UploadRow } from "./upload_row.js";
import { refusal, Upload, UploadQueue } from "./uploads.js";

const section = document.querySelector(".upload");
// Found even while the page is out of sight after its session: uploads go on.
const element = (id) => section.querySelector(`#${id}`);

// `onUploaded` is called after each film that has reached the storage.
export function initUploadPanel(onUploaded) {
  return new UploadPanel(onUploaded);
}

class UploadPanel {
  constructor(onUploaded) {
    this.onUploaded = onUploaded;
    this.queue = new UploadQueue();
    // Films that wait to be sent, and films that were sent: by their studies.
    this.chosen = new Set();
    this.sent = new Map();
    // Choices whose films are being looked at: none is sent before it is known to be a film.
    this.looking = 0;
    this.restore();
    const chooser = element("files");
    chooser.addEventListener("change", () => {
      this.take([...chooser.files]);
      chooser.value = "";
    });
    element("chosen").addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.looking) this.sendAll();
    });
    element("chosen").addEventListener("keydown", (event) => this.onEnter(event));
    element("same-for-all").addEventListener("click", () => this.copyReference());
    element("clear-uploads").addEventListener("click", () => this.clear());
    acceptDrops((files) => this.take(files));
    element("upload-controls").disabled = false;
    const isUnsent = () => this.queue.busy || this.chosen.size > 0;
    keepWhile(() => isUnsent() || section.querySelector(".retry:not([hidden]), .anyway:not([hidden])"));
    addEventListener("beforeunload", (event) => isUnsent() && section.isConnected && event.preventDefault());
    this.refresh();
  }

  async take(files) {
    const rows = files.map((file) => this.addRow(file));
    this.looking += 1;
    this.refresh();
    await Promise.all(rows.map((row) => this.check(row)));
    this.looking -= 1;
    this.refresh();
    rows.find((row) => this.chosen.has(row))?.input.focus();
    // One after the other: each film is decoded as a whole.
    for (const row of rows) if (this.chosen.has(row)) await row.showPicture(row.file);
  }

  addRow(file) {
    const row = new UploadRow(file.name, () => this.drop(row));
    row.file = file;
    this.chosen.add(row);
    return row;
  }

  async check(row) {
    const why = await refusal(row.file, Number(section.dataset.maxBytes));
    if (!why) return;
    this.chosen.delete(row);
    row.fail(why);
  }

  drop(row) {
    this.chosen.delete(row);
    this.sent.delete(row.studyId);
    const next = row.item.nextElementSibling ?? row.item.previousElementSibling;
    row.item.remove();
    this.store();
    this.refresh();
    (next?.querySelector("input, button:not([hidden])") ?? element("files")).focus();
  }

  // Enter goes from film to film, and from the last one it sends.
  onEnter(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    const inputs = [...this.chosen].map((row) => row.input);
    const next = inputs[inputs.indexOf(event.target) + 1];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  copyReference() {
    const [first, ...others] = this.chosen;
    for (const row of others) row.input.value = first.input.value;
    element("send").focus();
  }

  sendAll() {
    for (const row of this.chosen) this.send(row, new Upload(row.file, row.reference));
    this.chosen.clear();
    this.refresh();
    element("files").focus();
  }

  send(row, upload) {
    row.wait(() => this.cancel(row, upload));
    this.queue.add(async () => {
      if (upload.isCancelled) return;
      row.progress(0);
      try {
        this.follow(row, await upload.send((share) => row.progress(share)));
        row.sent();
        this.onUploaded();
      } catch (error) {
        if (upload.isCancelled) upload.discard();
        else this.explain(row, upload, error);
      }
      this.refresh();
    });
  }

  cancel(row, upload) {
    upload.cancel();
    row.cancelled(() => this.send(row, new Upload(upload.file, upload.patientRef)));
    this.refresh();
    row.retry.focus();
  }

  explain(row, upload, error) {
    const earlier = duplicateOf(error);
    if (!earlier) return row.fail(error.message, () => this.send(row, upload));
    row.duplicate(earlier, () => {
      upload.allowDuplicate = true;
      this.send(row, upload);
    });
  }

  follow(row, studyId) {
    row.studyId = studyId;
    this.sent.set(studyId, row);
    this.store();
  }

  // The studies of this tab's uploads whose outcome is not known yet.
  openIds() {
    return [...this.sent].filter(([, row]) => !row.isDone).map(([id]) => id).slice(0, 25);
  }

  owns = (id) => this.sent.has(id);

  update(study) {
    const row = this.sent.get(study.study_id);
    if (!row) return;
    row.outcome(study);
    if (isFinal(study)) this.refresh();
  }

  // Of the studies that were asked for, mark those that the site does not have any more.
  forgetAllBut(asked, found) {
    const known = new Set(found.map((study) => study.study_id));
    for (const id of asked) if (!known.has(id)) this.remove(id);
  }

  remove(id) {
    this.sent.get(id)?.gone();
    this.refresh();
  }

  clear() {
    for (const item of [...element("uploads").children]) {
      const row = [...this.sent.values(), ...this.chosen].find((known) => known.item === item);
      if (row ? row.isDone : item.querySelector("progress").hidden && item.querySelector(".retry").hidden) item.remove();
    }
    for (const [id, row] of this.sent) if (row.isDone) this.sent.delete(id);
    this.store();
    this.refresh();
    element("files").focus();
  }

  refresh() {
    const count = this.chosen.size;
    element("chosen").hidden = element("uploads").children.length === 0;
    element("send").hidden = count === 0 || this.looking > 0;
    element("send").textContent = ngettext("Upload {count} film", "Upload {count} films", count);
    element("same-for-all").hidden = count < 2;
    element("reference-hint").hidden = count === 0;
    const isAnyDone = [...element("uploads").children].some(
      (item) => !item.querySelector(".remove").hidden && item.querySelector(".retry").hidden,
    );
    element("clear-uploads").hidden = count > 0 || !isAnyDone;
  }

  // The outcome stays beside the film's name after a visit to a study, and after a reload.
  store() {
    // Names of files stay in the tab no longer than the session.
    if (isAway()) return;
    remember("uploads", [...this.sent].map(([study_id, { name }]) => ({ study_id, name })));
  }

  restore() {
    for (const { study_id, name } of recall("uploads") ?? []) {
      const row = new UploadRow(name, () => this.drop(row));
      row.studyId = study_id;
      row.show(gettext("Looking for its outcome"), {});
      this.sent.set(study_id, row);
    }
  }
}

// A film may be dropped anywhere, and must never replace the page.
function acceptDrops(take) {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    section.classList.add("over");
  });
  addEventListener("dragleave", (event) => event.relatedTarget || section.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    section.classList.remove("over");
    if (event.dataTransfer?.files.length) take([...event.dataTransfer.files]);
  });
}
