// What the worklist knows of the site's studies: all from the newest down to the cursor, without a gap.

import { isFinal, isOpen, isUnfinished } from "../shared/study_words.js";

// A look at the studies beyond the first page: so many in a hurry, and one of the others.
const A_ROUND = 25;

export class StudyList {
  constructor() {
    this.studies = new Map();
    this.onFirstPage = new Set();
    this.cursor = null;
    this.news = [];
  }

  // Identifiers are ULIDs: their order is that of time.
  sorted() {
    return [...this.studies.values()].sort((a, b) => (a.study_id < b.study_id ? 1 : -1));
  }

  get unfinished() {
    return [...this.studies.values()].some(isUnfinished);
  }

  takeFirstPage({ studies, cursor }) {
    const found = new Set(studies.map((study) => study.study_id));
    // More than a page has come since the last look: what lies between is unknown, and would stay so.
    if (cursor && found.size && ![...found].some((id) => this.studies.has(id))) this.studies.clear();
    // Missing from the stretch that the page covers, which ends at the cursor: deleted.
    for (const id of this.studies.keys()) if (!found.has(id) && (!cursor || id > cursor)) this.studies.delete(id);
    // What has moved off the page stays known, and older ones follow on it, not on the page.
    const reachesFurther = cursor && [...this.studies.keys()].some((id) => id < cursor);
    if (!reachesFurther) this.cursor = cursor;
    this.onFirstPage = found;
    for (const study of studies) this.put(study);
  }

  // The page that follows on `cursor`. One that was asked for before the list began anew fits nowhere.
  takeOlder(cursor, page) {
    if (cursor !== this.cursor) return;
    for (const study of page.studies) this.put(study);
    this.cursor = page.cursor;
  }

  // Studies beyond the first page whose status may change. Who was asked about goes to the end, so that each
  // has its turn.
  nextToAsk() {
    const open = [...this.studies.values()].filter((study) => !this.onFirstPage.has(study.study_id) && !isFinal(study));
    const unhurried = open.filter((study) => !isUnfinished(study));
    const asked = [...open.filter(isUnfinished).slice(0, A_ROUND), ...unhurried.slice(0, 1)];
    for (const study of asked) {
      this.studies.delete(study.study_id);
      this.studies.set(study.study_id, study);
    }
    return asked.map((study) => study.study_id);
  }

  put(study) {
    const before = this.studies.get(study.study_id);
    if (before && isOpen(before) && !isOpen(study)) this.news.push(study);
    this.studies.set(study.study_id, study);
  }

  remove(id) {
    this.studies.delete(id);
  }

  // The studies that came to an end since this was asked last.
  takeNews() {
    return this.news.splice(0);
  }
}
