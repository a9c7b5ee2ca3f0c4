// Draws the rows of the worklist.

import { thumbnailLinks } from "../shared/api_client.js";
import { operatingPoints, percent } from "../shared/probability.js";
import { dayOf, findingWords, isOutOfPopulation, isUnfinished, lateSentence, shortWhen, statusWords, when } from "../shared/study_words.js";
import { gettext, ngettext } from "../shared/texts.js";

const THUMBNAIL_PIXELS = 40;
const LINKS_AT_ONCE = 50;

const FAILED = gettext("This is an error on our side. Open the study to see what to do.");

const template = document.getElementById("study-row");

const filmNumber = (number) => gettext(", film {number}", { number });
const NUMBERED = new RegExp(`^(.*?)(${filmNumber("\\d+")})?$`);

// The studies' names for people: reference and time; a number where even those are the same.
export function namesOf(studies) {
  const counts = new Map();
  const labels = studies.map((study) => [shortWhen(study.received_at), study.patient_ref].filter(Boolean).join(", "));
  const total = new Map();
  for (const label of labels) total.set(label, (total.get(label) ?? 0) + 1);
  // Numbered by time of arrival, whatever the order of the list.
  const arrivals = studies.map((study, i) => [study.study_id, labels[i]]).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(
    arrivals.map(([id, label]) => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      return [id, total.get(label) > 1 ? label + filmNumber(counts.get(label)) : label];
    }),
  );
}

const sameDay = (study) => `${study.patient_ref} ${dayOf(study.received_at)}`;

export class Rows {
  constructor(table) {
    this.table = table;
    this.body = table.tBodies[0];
  }

  draw(studies, selected) {
    const known = new Map([...this.body.rows].map((row) => [row.dataset.id, row]));
    const names = namesOf(studies);
    const films = new Map();
    for (const study of studies) if (study.patient_ref) films.set(sameDay(study), (films.get(sameDay(study)) ?? 0) + 1);
    const rows = studies.map((study) => {
      const row = known.get(study.study_id) ?? template.content.firstElementChild.cloneNode(true);
      const filmsOfDay = study.patient_ref ? films.get(sameDay(study)) : 1;
      this.fill(row, study, names.get(study.study_id), filmsOfDay);
      row.querySelector(".pick input").checked = selected.has(study.study_id);
      row.classList.toggle("selected", selected.has(study.study_id));
      return row;
    });
    // Replace the rows only if their order has changed, to keep the keyboard focus.
    if (rows.length !== this.body.rows.length || rows.some((row, i) => row !== this.body.rows[i])) this.replace(rows);
    this.loadThumbnails(studies);
  }

  replace(rows) {
    const focused = document.activeElement?.closest?.("#studies tbody tr")?.dataset.id;
    this.body.replaceChildren(...rows);
    if (focused) this.focus(focused);
  }

  focus(id) {
    const link = this.rowOf(id)?.querySelector("a");
    link?.focus();
    return Boolean(link);
  }

  rowOf = (id) => this.body.querySelector(`tr[data-id="${id}"]`);

  fill(row, study, name, filmsOfDay) {
    // A study can become delayed without an update, and today's time is yesterday's after midnight.
    const version = JSON.stringify([study, name, filmsOfDay, Boolean(lateSentence(study))]);
    if (row.dataset.version === version) return;
    const part = (selector) => row.querySelector(selector);
    Object.assign(row.dataset, { id: study.study_id, version, status: study.status });
    row.classList.toggle("unread", Boolean(study.unread) && !study.deleted);
    row.classList.toggle("deleted", Boolean(study.deleted));
    part("a").href = `/studies/${study.study_id}`;
    part(".unread-word").textContent = study.unread ? gettext("Unread: ") : "";
    part("time").dateTime = study.received_at;
    part("time").title = when(study.received_at);
    part("time").textContent = shortWhen(study.received_at);
    // The reference has a cell of its own, and a number has not.
    const [, reference, number] = name.slice(shortWhen(study.received_at).length).match(NUMBERED);
    part(".name").textContent = reference;
    part(".film-number").textContent = number ?? "";
    part(".pick span").textContent = gettext("Select {name}", { name });
    part(".overdue").hidden = !study.overdue;
    part(".reference").replaceChildren(...referenceOf(study, filmsOfDay));
    part(".probability").textContent = this.probabilityOf(study);
    part(".finding").replaceChildren(...findingOf(study));
    const picture = part(".thumbnail img");
    if (picture) picture.alt = altOf(study, name);
    row.dataset.name = name;
  }

  probabilityOf(study) {
    if (study.probability === null || study.deleted) return "";
    return isOutOfPopulation(study) ? "–" : percent(study.probability, operatingPoints(this.table, study));
  }

  // Ask once for each row. A link that has expired since needs no new one: the picture is loaded.
  async loadThumbnails(studies) {
    const wanted = studies.filter((study) => study.has_thumbnail && !study.deleted && !this.rowOf(study.study_id)?.dataset.pictured);
    for (const study of wanted) this.rowOf(study.study_id).dataset.pictured = "1";
    for (let i = 0; i < wanted.length; i += LINKS_AT_ONCE) await this.loadSome(wanted.slice(i, i + LINKS_AT_ONCE));
  }

  async loadSome(studies) {
    // A row without its picture can be worked with, and an error of the list is shown elsewhere.
    const links = await thumbnailLinks(studies.map((study) => study.study_id)).catch(() => ({}));
    for (const study of studies) {
      const row = this.rowOf(study.study_id);
      if (!row) continue;
      const src = links[study.study_id];
      if (src) row.querySelector(".thumbnail").replaceChildren(picture(src, altOf(study, row.dataset.name)));
      else delete row.dataset.pictured;
    }
  }
}

function picture(src, alt) {
  const size = THUMBNAIL_PIXELS;
  return Object.assign(new Image(size, size), { alt, loading: "lazy", decoding: "async", src });
}

const altOf = (study, name) => study.patient_ref ?? gettext("Film of {name}", { name });

function referenceOf(study, filmsOfDay) {
  const parts = [study.patient_ref ?? ""];
  if (filmsOfDay > 1) parts.push(" ", span(ngettext("{count} film", "{count} films", filmsOfDay), "muted films"));
  return parts;
}

function findingOf(study) {
  if (study.deleted) return [span(gettext("Deleted"), "muted")];
  if (isOutOfPopulation(study))
    // Only the result page shows the probability, below a warning.
    return [span(findingWords(study), "warn"), " ", span(study.out_of_population_sentence, "muted")];
  if (study.opinion_hidden) return [span(gettext("Hidden until you have judged the film"), "muted")];
  if (study.label) return [span(findingWords(study), `judged ${study.label}`)];
  const status = span(statusWords(study.status), isUnfinished(study) ? "working" : "ended");
  const sentence = study.status === "failed" ? FAILED : (study.reason_sentence ?? lateSentence(study));
  return sentence ? [status, " ", span(sentence, "muted")] : [status];
}

function span(text, className) {
  return Object.assign(document.createElement("span"), { textContent: text, className });
}
