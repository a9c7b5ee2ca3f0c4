// The result page: shows one study, from waiting for its film to its finding, and then others of the worklist.

import { ApiError, getStudy } from "../shared/api_client.js";
import { gettext } from "../shared/texts.js";
import { initDeletion } from "./deletion.js";
import { hideFinding, showFinding } from "./finding.js";
import { Images } from "./images.js";
import { Meaning } from "./meaning.js";
import { PriorFilm } from "../priors/prior_film.js";
import { hidePriors, showPriors } from "../priors/priors.js";
import { Record } from "../reports/record.js";
import { isAway } from "../shared/session_end.js";
import { Polling } from "../shared/polling.js";
import { showHeader, showReference } from "./study_header.js";
import { takeAtHand } from "./studies_at_hand.js";
import { VerdictPanel } from "../verdict/panel.js";
import { Viewer } from "../viewer/viewer.js";
import { FAILED_SENTENCE, isFinal, isUnfinished, lateSentence, statusWords, when } from "../shared/study_words.js";

const page = document.getElementById("study");
const element = (id) => document.getElementById(id);

// The study whose film and finding are on the screen, or null.
let shown = null;

const fetchStudy = () => getStudy(page.dataset.studyId);
// An answer may come when another study is on the screen.
const isShown = (id) => page.dataset.studyId === id;

async function refresh() {
  const id = page.dataset.studyId;
  try {
    const study = await getStudy(id, { background: true });
    if (!isShown(id)) return true;
    element("error").hidden = true;
    show(study);
    if (isFinal(study)) polling.stop();
    return isUnfinished(study);
  } catch (error) {
    if (isShown(id)) showError(error);
    return true;
  }
}

// Show another study, at once if it is at hand. The server counts it as opened with the request that follows.
async function open(id) {
  polling.stop();
  clear();
  const asked = getStudy(id);
  // Handled below, and not before the study at hand is on the screen.
  asked.catch(() => {});
  const known = await takeAtHand(id);
  if (!isShown(id)) return;
  if (known) show(known.study, known.pictures);
  try {
    const study = await asked;
    if (!isShown(id)) return;
    if (!known || hasChanged(known.study, study)) show(study);
    if (!isFinal(study)) polling.resume();
  } catch (error) {
    if (isShown(id)) showError(error);
  }
}

// Links are signed for each answer.
const hasChanged = (before, now) => JSON.stringify({ ...before, links: null }) !== JSON.stringify({ ...now, links: null });

// Take everything of a study off the screen.
function clear() {
  shown = null;
  for (const part of ["error", "no-film", "no-heatmap", "sentence"]) element(part).hidden = true;
  verdict.leave();
  hideParts();
  hidePriors(viewer.companion);
  viewer.hideFilm(gettext("The film is loading."));
  // That of another film must never lie over the next one.
  viewer.setHeatmap("none");
  element("status").textContent = "";
}

function hideParts() {
  hideFinding();
  meaning.hide();
  verdict.hide();
  record.hide();
}

function show(study, pictures) {
  showHeader(page, study);
  element("status").textContent = study.status === "complete" ? "" : statusWords(study.status);
  const sentence = study.status === "failed" ? FAILED_SENTENCE : (study.reason_sentence ?? lateSentence(study));
  element("sentence").hidden = !sentence;
  element("sentence").textContent = sentence ?? "";
  if (study.status === "refused" || study.status === "failed") tell(study);
  if (study.status === "complete") return showImages(study, pictures);
  if (study.links.preview) return showRefused(study, pictures);
  viewer.hideFilm(isFinal(study) ? gettext("There is no film to show.") : gettext("The film appears here when it has been read."));
  settle();
}

// Show film and finding together or not at all: a finding must not be used without its film.
async function showImages(study, pictures) {
  const images = new Images(study, fetchStudy, pictures);
  viewer.hideFilm(gettext("The film is loading."));
  hideParts();
  element("no-film").hidden = true;
  element("status").textContent = gettext("The finding appears with the film.");
  if (!study.opinion_hidden) showHeatmap(study, images);
  const isThere = await showFilm(study, images);
  if (!isShown(study.study_id)) return;
  delete page.dataset.film;
  element("status").textContent = "";
  element("no-film").hidden = isThere;
  if (isThere) showJudgement(study);
  settle();
}

// A refused film has no finding, but people must see which film it was.
async function showRefused(study, pictures) {
  await showFilm(study, new Images(study, fetchStudy, pictures));
  if (isShown(study.study_id)) settle();
}

// Resolves to whether the film is on the screen.
async function showFilm(study, images) {
  try {
    await images.load(element("preview"));
    if (isShown(study.study_id)) viewer.showFilm(study, images);
    return true;
  } catch (error) {
    if (isShown(study.study_id)) {
      viewer.hideFilm(gettext("The film could not be shown."));
      showApiError(error);
    }
    return false;
  }
}

function showJudgement(study) {
  shown = study;
  meaning.show(study);
  verdict.show(study);
  showPriors(page, study, viewer.companion);
  if (study.opinion_hidden) return;
  showFinding(page, study);
  record.show(study);
  tell(study);
}

// Show the finding beside the film that is on the screen already, once its reader may see it.
async function showOpinion() {
  const study = await fetchStudy();
  if (!isShown(study.study_id)) return;
  viewer.showRegions(study);
  showHeatmap(study, new Images(study, fetchStudy));
  showJudgement(study);
}

async function showHeatmap(study, images) {
  viewer.setHeatmap("loading");
  try {
    await images.load(element("heatmap"));
    if (isShown(study.study_id)) viewer.setHeatmap("loaded");
  } catch (error) {
    if (!isShown(study.study_id)) return;
    viewer.setHeatmap("missing");
    showApiError(error);
  }
}

// Tell the rest of the page that a reader now sees the outcome of the study.
function tell(study) {
  document.dispatchEvent(new CustomEvent("studyshown", { detail: study }));
}

// Tell the rest of the page that the film is on the screen, or cannot be.
function settle() {
  document.dispatchEvent(new CustomEvent("studysettled"));
}

async function tryAgain(button, showWith) {
  button.disabled = true;
  element("error").hidden = true;
  try {
    showWith(await fetchStudy());
  } catch (error) {
    showError(error);
  }
  button.disabled = false;
}

// The page already has a sentence for an image that does not load. Add only errors of the API.
function showApiError(error) {
  if (error instanceof ApiError) showError(error);
}

function showError(error) {
  const id = error.correlationId ? ` (${error.correlationId})` : "";
  say(`${error.message}${id}`);
}

function say(text) {
  // The page is out of sight after its session, and its parts are not in the document.
  if (isAway()) return;
  element("error").textContent = text;
  element("error").hidden = false;
  // Its reader may be at the end of the page, where studies are deleted.
  element("error").scrollIntoView({ block: "nearest" });
}

element("received").textContent = when(element("received").dateTime);
showReference(page, page.dataset.patientRef);
element("film-again").addEventListener("click", ({ target }) => tryAgain(target, showImages));
element("heatmap-again").addEventListener("click", ({ target }) =>
  tryAgain(target, (study) => showHeatmap(study, new Images(study, fetchStudy))),
);
initDeletion(page, showError);
const viewer = new Viewer();
viewer.companion = new PriorFilm(viewer);
const meaning = new Meaning(page);
const verdict = new VerdictPanel(page, { refresh: showOpinion, tell: say });
const record = new Record(page);
document.addEventListener("referencechanged", ({ detail }) => {
  record.rename(detail);
  showReference(page, detail);
  if (shown) showPriors(page, { ...shown, patient_ref: detail }, viewer.companion);
});
document.addEventListener("studyopened", ({ detail }) => open(detail));
const polling = new Polling(refresh);
polling.now();
