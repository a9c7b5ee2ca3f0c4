// The result page: shows one study, from waiting for its film to its finding.

import { ApiError, deleteStudy, getStudy } from "../shared/api_client.js";
import { hideFinding, showFinding } from "./finding.js";
import { Images } from "./images.js";
import { Meaning } from "./meaning.js";
import { showPriors } from "../priors/priors.js";
import { Record } from "../reports/record.js";
import { isAway } from "../shared/session_end.js";
import { Polling } from "../shared/polling.js";
import { recall, remember } from "../shared/tab_storage.js";
import { VerdictPanel } from "../verdict/panel.js";
import { Viewer } from "../viewer/viewer.js";
import { FAILED_SENTENCE, isFinal, isUnfinished, lateSentence, statusWords, when } from "../shared/study_words.js";

const page = document.getElementById("study");
const element = (id) => document.getElementById(id);

async function refresh() {
  try {
    const study = await getStudy(page.dataset.studyId, { background: true });
    element("error").hidden = true;
    show(study);
    if (isFinal(study)) polling.stop();
    if (study.status === "refused" || study.status === "failed") tell(study);
    return isUnfinished(study);
  } catch (error) {
    showError(error);
    return true;
  }
}

function show(study) {
  element("status").textContent = study.status === "complete" ? "" : statusWords(study.status);
  const sentence = study.status === "failed" ? FAILED_SENTENCE : (study.reason_sentence ?? lateSentence(study));
  element("sentence").hidden = !sentence;
  element("sentence").textContent = sentence ?? "";
  if (study.status === "complete") showImages(study);
  else if (study.links.preview) showRefused(study);
  else viewer.hideFilm(isFinal(study) ? "There is no film to show." : "The film appears here when it has been read.");
}

// Show film and finding together or not at all: a finding must not be used without its film.
async function showImages(study) {
  const images = new Images(study, fetchStudy);
  viewer.hideFilm("The film is loading.");
  hideFinding();
  meaning.hide();
  verdict.hide();
  record.hide();
  element("no-film").hidden = true;
  element("status").textContent = "The finding appears with the film.";
  if (!study.opinion_hidden) showHeatmap(images);
  try {
    await images.load(element("preview"));
  } catch (error) {
    viewer.hideFilm("The film could not be shown.");
    element("no-film").hidden = false;
    showApiError(error);
    return;
  } finally {
    delete page.dataset.film;
    element("status").textContent = "";
  }
  viewer.showFilm(study, images);
  showJudgement(study);
}

function showJudgement(study) {
  meaning.show(study);
  verdict.show(study);
  showPriors(page, study);
  if (study.opinion_hidden) return;
  showFinding(page, study);
  record.show(study);
  tell(study);
}

// Show the finding beside the film that is on the screen already, once its reader may see it.
async function showOpinion() {
  const study = await fetchStudy();
  viewer.showRegions(study);
  showHeatmap(new Images(study, fetchStudy));
  showJudgement(study);
}

// A refused film has no finding, but people must see which film it was.
async function showRefused(study) {
  const images = new Images(study, fetchStudy);
  try {
    await images.load(element("preview"));
    viewer.showFilm(study, images);
  } catch (error) {
    viewer.hideFilm("The film could not be shown.");
    showApiError(error);
  }
}

// Tell the rest of the page that a reader now sees the outcome of the study.
function tell(study) {
  document.dispatchEvent(new CustomEvent("studyshown", { detail: study }));
}

async function showHeatmap(images) {
  viewer.setHeatmap("loading");
  try {
    await images.load(element("heatmap"));
    viewer.setHeatmap("loaded");
  } catch (error) {
    viewer.setHeatmap("missing");
    showApiError(error);
  }
}

const fetchStudy = () => getStudy(page.dataset.studyId);

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

async function remove() {
  element("really-delete").disabled = true;
  try {
    await deleteStudy(page.dataset.studyId);
    leaveDeleted();
  } catch (error) {
    element("confirm-delete").close();
    element("really-delete").disabled = false;
    showError(error);
  }
}

// Back in the worklist, the next study has the focus.
function leaveDeleted() {
  remember("came_from", { ...recall("came_from"), study: element("next").href.split("/").pop(), deleted: true });
  location.assign(element("to-worklist").href);
}

function showError(error) {
  // The page is out of sight after its session, and its parts are not in the document.
  if (isAway()) return;
  const id = error.correlationId ? ` (${error.correlationId})` : "";
  element("error").textContent = `${error.message}${id}`;
  element("error").hidden = false;
}

element("received").textContent = when(element("received").dateTime);
element("delete").addEventListener("click", () => element("confirm-delete").showModal());
element("keep").addEventListener("click", () => element("confirm-delete").close());
element("really-delete").addEventListener("click", remove);
element("film-again").addEventListener("click", ({ target }) => tryAgain(target, showImages));
element("heatmap-again").addEventListener("click", ({ target }) =>
  tryAgain(target, (study) => showHeatmap(new Images(study, fetchStudy))),
);
// The page starts with this button disabled, because a click before this line would have no effect.
element("delete").disabled = false;
const viewer = new Viewer();
const meaning = new Meaning(page.dataset.studyId);
const verdict = new VerdictPanel(page.dataset.studyId, page, showOpinion);
const record = new Record(page);
document.addEventListener("referencechanged", ({ detail }) => {
  record.rename(detail);
  element("preview").alt = `The chest X-ray of ${detail ?? "a patient without a reference"}`;
  showPriors(page, { study_id: page.dataset.studyId });
});
const polling = new Polling(refresh);
polling.now();
