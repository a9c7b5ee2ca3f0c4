// The worklist: fetches the site's studies, keeps the first page up to date, shows older ones on demand.

import { listStudies } from "./api.js";
import { Polling } from "./polling.js";
import { initUploadPanel } from "./upload_panel.js";
import { isUnfinished, labelWords, percent, statusWords, when } from "./words.js";

const table = document.getElementById("studies");
const body = table.tBodies[0];
const older = document.getElementById("older");
const trouble = document.getElementById("trouble");

const studies = new Map();
let newest = new Set();
let cursor = null;
let pagesShown = 1;

async function refresh() {
  try {
    const page = await listStudies(null, { background: true });
    trouble.hidden = true;
    takeFirstPage(page);
  } catch (error) {
    tell(error);
  }
  return [...studies.values()].some(isUnfinished);
}

function takeFirstPage(page) {
  const found = new Set(page.studies.map((study) => study.study_id));
  const oldestFound = page.studies.at(-1)?.study_id ?? "";
  // Gone from the stretch that this page covers: deleted. Below it lie the older pages.
  for (const id of newest) if (!found.has(id) && (!page.cursor || id >= oldestFound)) studies.delete(id);
  newest = new Set([...newest, ...found]);
  announce(page.studies);
  for (const study of page.studies) studies.set(study.study_id, study);
  if (pagesShown === 1) cursor = page.cursor;
  draw();
}

async function showOlder() {
  older.disabled = true;
  try {
    const page = await listStudies(cursor);
    for (const study of page.studies) studies.set(study.study_id, study);
    pagesShown += 1;
    cursor = page.cursor;
    draw();
  } catch (error) {
    tell(error);
  }
  older.disabled = false;
}

function draw() {
  // Identifiers are ULIDs: their order is that of time.
  const sorted = [...studies.values()].sort((a, b) => (a.study_id < b.study_id ? 1 : -1));
  const known = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  const rows = sorted.map((study) => upToDate(known.get(study.study_id), study));
  // Rows stay where they are unless something moved, so that the keyboard focus is not lost.
  if (rows.length !== body.rows.length || rows.some((row, i) => row !== body.rows[i])) body.replaceChildren(...rows);
  table.hidden = rows.length === 0;
  document.getElementById("empty").hidden = rows.length > 0;
  older.hidden = !cursor;
}

function upToDate(row, study) {
  if (row?.dataset.version === study.updated_at) return row;
  row ??= document.getElementById("study-row").content.firstElementChild.cloneNode(true);
  row.dataset.id = study.study_id;
  row.dataset.version = study.updated_at;
  row.dataset.status = study.status;
  row.querySelector("a").href = `/studies/${study.study_id}`;
  row.querySelector("time").dateTime = study.created_at;
  row.querySelector("time").textContent = when(study.created_at);
  row.querySelector(".reference").textContent = study.patient_ref ?? "";
  row.querySelector(".status").replaceChildren(span(statusWords(study.status), isUnfinished(study) ? "working" : ""));
  row.querySelector(".probability").textContent = study.probability === null ? "" : percent(study.probability);
  row.querySelector(".finding").replaceChildren(...findingOf(study));
  return row;
}

function findingOf(study) {
  if (study.reason_sentence) return [span(study.reason_sentence, "muted")];
  if (!study.label) return [];
  const words = [span(labelWords(study.label), `judged ${study.label}`)];
  return study.in_population === false ? [...words, span("Unlike the films it was validated on", "warn")] : words;
}

function span(text, className) {
  return Object.assign(document.createElement("span"), { textContent: text, className });
}

function announce(fresh) {
  const done = fresh.filter((study) => {
    const before = studies.get(study.study_id);
    return before && isUnfinished(before) && before.status !== study.status && study.status !== "processing";
  });
  const news = done.map((study) => `${study.patient_ref ?? "A film"}: ${study.label ? labelWords(study.label) : statusWords(study.status)}.`);
  if (news.length) document.getElementById("study-news").textContent = news.join(" ");
}

function tell(error) {
  trouble.textContent = error.correlationId
    ? `The studies could not be loaded (${error.correlationId}). Trying again.`
    : "The connection is lost. Trying again.";
  trouble.hidden = false;
}

const polling = new Polling(refresh);
initUploadPanel(() => polling.now());
older.addEventListener("click", showOlder);
polling.now();
