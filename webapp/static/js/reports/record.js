// Copies the finding as text, and dates the printed page.

import { gettext } from "../shared/texts.js";
import { recordLines } from "./record_lines.js";
import { when } from "../shared/study_words.js";

const element = (id) => document.getElementById(id);
const TYPING = "input, textarea, select, [contenteditable]";

export class Record {
  // `page` has the figures of the model card in its data attributes.
  constructor(page) {
    this.page = page;
    element("copy-record").addEventListener("click", () => this.copy());
    document.addEventListener("keydown", (event) => this.isKey(event) && this.copy());
    addEventListener("beforeprint", () => {
      element("printed-at").textContent = when(new Date().toISOString());
    });
  }

  show(study) {
    this.study = study;
    element("record").hidden = false;
  }

  rename(reference) {
    if (this.study) this.study = { ...this.study, patient_ref: reference };
  }

  hide() {
    this.study = null;
    for (const part of ["record", "record-text"]) element(part).hidden = true;
    element("record-news").textContent = "";
  }

  // Single letters act only inside elements that are marked for them, so that a word which somebody dictates or
  // types elsewhere starts nothing (WCAG 2.1.4).
  isKey(event) {
    const { target } = event;
    if (!this.study || event.key.toLowerCase() !== "c" || event.ctrlKey || event.metaKey || event.altKey) return false;
    return Boolean(target.closest("[data-hotkeys]")) && !target.matches(TYPING);
  }

  async copy() {
    const text = recordLines(this.page, this.study).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      element("record-text").hidden = true;
      element("record-news").textContent = gettext("Copied: three lines for the record.");
    } catch {
      // A policy of the hospital may forbid it to pages.
      element("record-news").textContent = gettext("This browser does not let pages copy. Copy the text yourself:");
      element("record-text").value = text;
      element("record-text").hidden = false;
      element("record-text").select();
    }
  }
}
