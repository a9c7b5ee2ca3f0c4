// The result page: one study, from waiting for its film to its finding.

import { deleteStudy, getStudy } from "./api.js";
import { Polling } from "./polling.js";
import { operatingPoints, percent, pointPercent } from "./probability.js";
import { Viewer } from "./viewer.js";
import { FAILED_SENTENCE, isFinal, isUnfinished, labelWords, lateSentence, statusWords, when } from "./words.js";

const page = document.getElementById("study");
const element = (id) => document.getElementById(id);

let renewal = null;
let linksRenewed = false;

async function refresh() {
  try {
    const study = await getStudy(page.dataset.studyId, { background: true });
    element("trouble").hidden = true;
    show(study);
    if (isFinal(study)) polling.stop();
    return isUnfinished(study);
  } catch (error) {
    tell(error);
    return true;
  }
}

function show(study) {
  element("status").textContent = study.status === "complete" ? "" : statusWords(study.status);
  const sentence = study.status === "failed" ? FAILED_SENTENCE : (study.reason_sentence ?? lateSentence(study));
  element("sentence").hidden = !sentence;
  element("sentence").textContent = sentence ?? "";
  element("film-placeholder").textContent = isFinal(study)
    ? "There is no film to show."
    : "The film appears here when it has been read.";
  if (study.status === "complete") {
    showFinding(study);
    viewer.show(study);
  }
}

function showFinding(study) {
  element("label").textContent = labelWords(study.label);
  element("label").className = `label judged ${study.label}`;
  const points = operatingPoints(page, study.model_version);
  element("probability").textContent = percent(study.probability, points);
  element("mark").style.left = `${study.probability * 100}%`;
  element("foreign").hidden = study.in_population !== false;
  element("unjudged").hidden = study.in_population !== null;
  element("model").querySelector("dd").textContent = study.model_version;
  element("model").hidden = false;
  element("judgement").hidden = false;
  showThresholds(points);
}

function showThresholds(points) {
  if (!points.length || element("scale").querySelector(".zone")) return;
  for (const share of points) {
    const zone = document.createElement("span");
    zone.className = "zone";
    zone.style.left = `${share * 100}%`;
    element("scale").prepend(zone);
  }
  const [negativeBelow, positiveFrom] = points.map(pointPercent);
  element("thresholds").textContent =
    `Below ${negativeBelow}: no signs of pneumonia. From ${positiveFrom}: signs of pneumonia. Between: uncertain.`;
  element("thresholds").hidden = false;
}

// The links of both images run out together, so both break: one renewal serves them.
function imageBroke() {
  if (linksRenewed) tell(new Error("The images could not be loaded. Load the page again."));
  else renewal ??= renewLinks();
}

async function renewLinks() {
  try {
    const study = await getStudy(page.dataset.studyId);
    linksRenewed = true;
    show(study);
  } catch (error) {
    tell(error);
  }
  renewal = null;
}

async function remove() {
  element("really-delete").disabled = true;
  try {
    await deleteStudy(page.dataset.studyId);
    location.assign("/studies/");
  } catch (error) {
    element("confirm-delete").close();
    element("really-delete").disabled = false;
    tell(error);
  }
}

function tell(error) {
  const id = error.correlationId ? ` (${error.correlationId})` : "";
  element("trouble").textContent = `${error.message}${id}`;
  element("trouble").hidden = false;
}

element("received").textContent = when(element("received").dateTime);
element("delete").addEventListener("click", () => element("confirm-delete").showModal());
element("keep").addEventListener("click", () => element("confirm-delete").close());
element("really-delete").addEventListener("click", remove);
// Disabled in the page: before this line nobody would hear the click.
element("delete").disabled = false;
const viewer = new Viewer(imageBroke);
const polling = new Polling(refresh);
polling.now();
