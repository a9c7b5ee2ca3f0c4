// The worklist: loads the site's studies, keeps them up to date and shows older ones on demand.

import { getStudy, listStudies } from "../shared/api_client.js";
import { Polling } from "../shared/polling.js";
import { operatingPoints, percent } from "../shared/probability.js";
import { StudyList } from "./study_list.js";
import { initUploadPanel } from "../upload/upload_panel.js";
import {
  findingWords,
  isOutOfPopulation,
  isUnfinished,
  lateSentence,
  statusWords,
  when,
} from "../shared/study_words.js";

const table = document.getElementById("studies");
const body = table.tBodies[0];
const older = document.getElementById("older");
const errorNotice = document.getElementById("error");

// Each request invokes the web function. A new AWS account may run as few as ten invocations at once.
const PARALLEL_REQUESTS = 5;

const list = new StudyList();

async function refresh() {
  try {
    list.takeFirstPage(await listStudies(null, { background: true }));
    draw();
    await pollBeyondFirstPage();
    errorNotice.hidden = true;
  } catch (error) {
    showError(error);
  }
  announce(list.takeNews());
  return list.unfinished;
}

async function pollBeyondFirstPage() {
  const ids = list.nextToPoll();
  while (ids.length) {
    await Promise.all(ids.splice(0, PARALLEL_REQUESTS).map(poll));
    draw();
  }
}

async function poll(id) {
  try {
    list.put(await getStudy(id, { background: true }));
  } catch (error) {
    if (error.status !== 404) throw error;
    list.remove(id);
  }
}

async function showOlder() {
  older.disabled = true;
  try {
    const cursor = list.cursor;
    list.takeOlder(cursor, await listStudies(cursor));
    draw();
  } catch (error) {
    showError(error);
  }
  older.disabled = false;
}

function draw() {
  const known = new Map([...body.rows].map((row) => [row.dataset.id, row]));
  const rows = list.sorted().map((study) => upToDate(known.get(study.study_id), study));
  // Replace the rows only if their order has changed, to keep the keyboard focus.
  if (rows.length !== body.rows.length || rows.some((row, i) => row !== body.rows[i])) body.replaceChildren(...rows);
  table.hidden = rows.length === 0;
  document.getElementById("empty").hidden = rows.length > 0 || Boolean(list.cursor);
  older.hidden = !list.cursor;
}

function upToDate(row, study) {
  // A study can become delayed without an update.
  const verdict = study.verdict?.given_at ?? study.opinion_hidden;
  const version = `${study.updated_at} ${lateSentence(study) ? "late" : ""} ${verdict}`;
  if (row?.dataset.version === version) return row;
  row ??= document.getElementById("study-row").content.firstElementChild.cloneNode(true);
  row.dataset.id = study.study_id;
  row.dataset.version = version;
  row.dataset.status = study.status;
  row.querySelector("a").href = addressOf(study.study_id);
  row.querySelector(".visually-hidden").textContent = study.patient_ref ? `, ${study.patient_ref}` : "";
  row.querySelector("time").dateTime = study.created_at;
  row.querySelector("time").textContent = when(study.created_at);
  row.querySelector(".reference").textContent = study.patient_ref ?? "";
  row.querySelector(".status").replaceChildren(span(statusWords(study.status), isUnfinished(study) ? "working" : ""));
  row.querySelector(".probability").textContent = probabilityOf(study);
  row.querySelector(".finding").replaceChildren(...findingOf(study));
  return row;
}

function probabilityOf(study) {
  if (study.probability === null) return "";
  return isOutOfPopulation(study) ? "–" : percent(study.probability, operatingPoints(table, study.model_version));
}

function findingOf(study) {
  const sentence = study.reason_sentence ?? lateSentence(study);
  if (sentence) return [span(sentence, "muted")];
  // Outside the validated population, only the result page shows the probability, below a warning.
  if (isOutOfPopulation(study))
    return [span(findingWords(study), "warn"), " ", span(study.out_of_population_sentence, "muted")];
  if (study.opinion_hidden) return [span("Hidden until you have judged the film", "muted")];
  return study.label ? [span(findingWords(study), `judged ${study.label}`)] : [];
}

function span(text, className) {
  return Object.assign(document.createElement("span"), { textContent: text, className });
}

function announce(studies) {
  if (studies.length) document.getElementById("study-news").textContent = studies.map(newsOf).join(" ");
}

function newsOf(study) {
  return `${study.patient_ref ?? "A film"}: ${findingWords(study) ?? statusWords(study.status)}.`;
}

const addressOf = (id) => `/studies/${id}`;

// A click anywhere in a row opens the study. The browser itself handles the link and the selection of text.
function openRow(event) {
  const row = event.target.closest("tr");
  if (!row || event.target.closest("a") || !getSelection().isCollapsed) return;
  if (event.ctrlKey || event.metaKey) open(addressOf(row.dataset.id), "_blank", "noopener");
  else location.assign(addressOf(row.dataset.id));
}

function showError(error) {
  errorNotice.textContent = error.correlationId
    ? `The studies could not be loaded (${error.correlationId}). Trying again.`
    : "The connection is lost. Trying again.";
  errorNotice.hidden = false;
}

const polling = new Polling(refresh);
initUploadPanel(() => polling.now());
older.addEventListener("click", showOlder);
body.addEventListener("click", openRow);
polling.now();
