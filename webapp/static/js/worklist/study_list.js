// The studies of the worklist: all of the site from the newest down to the cursor, without a gap.

import { isFinal, isOpen, isUnfinished } from "../shared/study_words.js";

// How many unfinished studies beyond the first page one round polls, besides one delayed study.
const UNFINISHED_PER_ROUND = 25;

export class StudyList {
  constructor() {
    this.studies = new Map();
    this.onFirstPage = new Set();
    this.cursor = null;
    this.news = [];
  }

  // Identifiers are ULIDs, which sort by time.
  sorted() {
    return [...this.studies.values()].sort((a, b) => (a.study_id < b.study_id ? 1 : -1));
  }

  get unfinished() {
    return [...this.studies.values()].some(isUnfinished);
  }

  takeFirstPage({ studies, cursor }) {
    const found = new Set(studies.map((study) => study.study_id));
    // More than a page of studies is new: the studies between are unknown, so start again with this page.
    if (cursor && found.size && ![...found].some((id) => this.studies.has(id))) this.studies.clear();
    // A study is deleted if it is missing from the range of the page, which ends at the cursor.
    for (const id of this.studies.keys()) if (!found.has(id) && (!cursor || id > cursor)) this.studies.delete(id);
    // Keep studies that have moved off the page. The next older page then follows them, not the first page.
    const reachesFurther = cursor && [...this.studies.keys()].some((id) => id < cursor);
    if (!reachesFurther) this.cursor = cursor;
    this.onFirstPage = found;
    for (const study of studies) this.put(study);
  }

  // Add the page that follows `cursor`. Ignore a page that was requested before the list was cleared.
  takeOlder(cursor, page) {
    if (cursor !== this.cursor) return;
    for (const study of page.studies) this.put(study);
    this.cursor = page.cursor;
  }

  // The studies beyond the first page to poll next. A polled study moves to the end, so that all take turns.
  nextToPoll() {
    const open = [...this.studies.values()].filter((study) => !this.onFirstPage.has(study.study_id) && !isFinal(study));
    const delayed = open.filter((study) => !isUnfinished(study));
    const next = [...open.filter(isUnfinished).slice(0, UNFINISHED_PER_ROUND), ...delayed.slice(0, 1)];
    for (const study of next) {
      this.studies.delete(study.study_id);
      this.studies.set(study.study_id, study);
    }
    return next.map((study) => study.study_id);
  }

  put(study) {
    const before = this.studies.get(study.study_id);
    if (before && isOpen(before) && !isOpen(study)) this.news.push(study);
    this.studies.set(study.study_id, study);
  }

  remove(id) {
    this.studies.delete(id);
  }

  // The studies that were finished since the last call.
  takeNews() {
    return this.news.splice(0);
  }
}
