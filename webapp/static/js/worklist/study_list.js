// The studies that the worklist shows. They keep their places until the reader asks for the new ones.

import { isOpen, isUnfinished } from "../shared/study_words.js";

// How many studies beyond the first page one poll asks for.
const ASKED_AT_ONCE = 50;

export class StudyList {
  constructor() {
    this.all = [];
    // Studies out of sight, which may come back.
    this.withheld = new Set();
    this.cursor = null;
    this.news = new Set();
    this.finished = [];
    // How many changes were made here, before the server was asked again.
    this.changes = 0;
    this.turn = 0;
  }

  get rows() {
    return this.all.filter((study) => !this.withheld.has(study.study_id));
  }

  get ids() {
    return this.rows.map((study) => study.study_id);
  }

  get unfinished() {
    return this.rows.some((study) => !study.deleted && isUnfinished(study));
  }

  // Show a first page, instead of all that was shown.
  show(page) {
    this.noteFinished(page.studies);
    this.all = [...page.studies];
    this.cursor = page.cursor;
    this.asOf = page.as_of;
    this.latest = page;
    this.news.clear();
  }

  // Add the page that follows `cursor`. Ignore a page that was requested before the list changed.
  append(cursor, page) {
    if (cursor !== this.cursor) return;
    const known = new Set(this.all.map((study) => study.study_id));
    this.all.push(...page.studies.filter((study) => !known.has(study.study_id)));
    this.cursor = page.cursor;
  }

  // Take a later first page, with the studies of `asked`: update the rows in their places, and count what is new. The
  // reader waits for the end of `awaited`, which may come before the first page that has them.
  update(page, asked = [], awaited = []) {
    const found = new Map([...page.studies, ...page.also].map((study) => [study.study_id, study]));
    this.noteFinished(found.values(), awaited);
    const gone = new Set(asked.filter((id) => !found.has(id)));
    const moves = page.order !== "newest";
    for (const [i, before] of this.all.entries()) {
      const id = before.study_id;
      const after = found.get(id);
      if (after && moves && isOpen(before) && !isOpen(after)) this.news.add(id);
      if (gone.has(id)) this.news.delete(id);
      this.all[i] = after ?? (gone.has(id) ? { ...before, deleted: true } : before);
    }
    const shown = new Set(this.all.map((study) => study.study_id));
    // What came to the first page only because others left it is not new.
    for (const study of page.studies)
      if (!shown.has(study.study_id) && study.updated_at >= this.asOf) this.news.add(study.study_id);
    this.latest = page;
  }

  // The shown studies beyond the latest first page to ask for next: unfinished ones first, the others in turns.
  toAskFor(room = ASKED_AT_ONCE) {
    const onPage = new Set(this.latest?.studies.map((study) => study.study_id));
    const rest = this.rows.filter((study) => !onPage.has(study.study_id) && !study.deleted);
    const [open, others] = [rest.filter(isUnfinished), rest.filter((study) => !isUnfinished(study))];
    const inTurn = others.map((_, i) => others[(i + this.turn) % others.length]);
    this.turn += Math.max(0, room - open.length);
    return [...open, ...inTurn].slice(0, room).map((study) => study.study_id);
  }

  // Change one row at once, before the server is asked again.
  change(id, fields) {
    this.changes += 1;
    this.all = this.all.map((study) => (study.study_id === id ? { ...study, ...fields } : study));
  }

  remove(id) {
    this.changes += 1;
    this.all = this.all.filter((study) => study.study_id !== id);
    this.withheld.delete(id);
    this.news.delete(id);
  }

  noteFinished(studies, awaited = []) {
    const before = new Map(this.all.map((study) => [study.study_id, study]));
    for (const study of studies) {
      const known = before.get(study.study_id);
      const wasOpen = known ? isOpen(known) : awaited.includes(study.study_id);
      if (wasOpen && !isOpen(study)) this.finished.push(study);
    }
  }

  // The studies that were finished since the last call.
  takeFinished() {
    return this.finished.splice(0);
  }
}
