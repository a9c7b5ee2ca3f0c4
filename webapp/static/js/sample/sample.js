// The sample film on a page like that of a study. Nothing that a reader does here is sent or kept.

import { getReading, putReading } from "../shared/api_client.js";
import { gettext } from "../shared/texts.js";
import { showFinding } from "../result/finding.js";
import { Images } from "../result/images.js";
import { Meaning } from "../result/meaning.js";
import { PriorFilm } from "../priors/prior_film.js";
import { Record } from "../reports/record.js";
import { Practice, practiceSentence } from "./practice.js";
import { VerdictPanel } from "../verdict/panel.js";
import { Viewer } from "../viewer/viewer.js";

const page = document.getElementById("study");
const element = (id) => document.getElementById(id);
const study = JSON.parse(page.dataset.study);
// What a reader with "film first" sees until then.
const closed = { ...study, probability: null, label: null, regions: [], meaning: null };
const images = new Images(study, async () => study);

async function showFilm() {
  element("no-film").hidden = true;
  viewer.hideFilm(gettext("The film is loading."));
  try {
    await images.load(element("preview"));
  } catch {
    viewer.hideFilm(gettext("The film could not be shown."));
    element("no-film").hidden = false;
    return;
  } finally {
    delete page.dataset.film;
  }
  viewer.showFilm(study.opinion_hidden ? closed : study, images);
  if (study.opinion_hidden) verdict.show(closed);
  else showOpinion();
}

async function showOpinion() {
  const opened = { ...study, opinion_hidden: false };
  verdict.show(opened);
  viewer.showRegions(opened);
  showFinding(page, opened);
  meaning.show(opened);
  record.show(opened);
  await showHeatmap();
}

async function showHeatmap() {
  viewer.setHeatmap("loading");
  viewer.setHeatmap(await images.load(element("heatmap")).then(() => "loaded", () => "missing"));
}

const viewer = new Viewer();
viewer.companion = new PriorFilm(viewer);
const meaning = new Meaning(page);
const record = new Record(page);
const verdict = new VerdictPanel(page, {
  refresh: showOpinion,
  store: new Practice(study, { getReading, putReading }),
  saved: practiceSentence,
});
element("film-again").addEventListener("click", showFilm);
element("heatmap-again").addEventListener("click", showHeatmap);
showFilm();
