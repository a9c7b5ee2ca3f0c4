// Shows the finding of a study as words and figures.

import { operatingPoints, percent, pointPercent } from "../shared/probability.js";
import { findingWords, isOutOfPopulation } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

const element = (id) => document.getElementById(id);

// The data attributes of `page` contain figures from the model card.
export function showFinding(page, study) {
  // Outside the validated population, the operating points do not hold: beside them, a figure is a label.
  const points = isOutOfPopulation(study) ? [] : operatingPoints(page, study);
  if (isOutOfPopulation(study)) showWarning(study);
  else showLabel(study);
  showProbability(study, points);
  showThresholds(points, Boolean(study.thresholds));
  // Where it is known what the finding means at another prevalence, the page says it in a section of its own.
  element("assumption").hidden = Boolean(study.meaning);
  element("unjudged").hidden = study.in_population !== null;
  element("model").querySelector("dd").textContent = study.model_version;
  element("model").hidden = false;
  element("judgement").hidden = false;
}

export function hideFinding() {
  for (const part of ["not-validated", "judgement", "label", "figure-anyway", "thresholds", "model"]) element(part).hidden = true;
  element("figure-anyway").open = false;
  element("figure-anyway").after(element("figure"));
  for (const zone of element("scale").querySelectorAll(".zone")) zone.remove();
}

function showLabel(study) {
  element("label").textContent = findingWords(study);
  element("label").className = `label judged ${study.label}`;
  element("label").hidden = false;
}

// A film outside the validated population has no label, and its figure is folded away.
function showWarning(study) {
  element("not-validated-reason").textContent = study.out_of_population_sentence;
  element("not-validated").hidden = false;
  element("figure-anyway").append(element("figure"));
  element("figure-anyway").hidden = false;
}

function showProbability(study, points) {
  const shown = percent(study.probability, points);
  element("probability").textContent = shown;
  element("mark").style.left = `${study.probability * 100}%`;
  const words = { finding: findingWords(study), probability: shown };
  element("scale").setAttribute("aria-label", gettext("{finding}: {probability} probability of pneumonia", words));
}

function showThresholds(points, areOfSite) {
  for (const zone of element("scale").querySelectorAll(".zone")) zone.remove();
  if (!points.length) return;
  for (const share of points) {
    const zone = document.createElement("span");
    zone.className = "zone";
    zone.style.left = `${share * 100}%`;
    element("scale").prepend(zone);
  }
  const [negativeBelow, positiveFrom] = points.map(pointPercent);
  element("thresholds").textContent =
    gettext("Below {negativeBelow}: no signs of pneumonia. From {positiveFrom}: signs of pneumonia. Between: uncertain.", {
      negativeBelow,
      positiveFrom,
    }) + (areOfSite ? gettext(" These are thresholds of your site, not those of the model.") : "");
  element("thresholds").hidden = false;
}
