// Shows the finding of a study as words and figures.

import { atPrevalence, inAHundred, operatingPoints, percent, pointPercent } from "../shared/probability.js";
import { findingWords, isOutOfPopulation } from "../shared/study_words.js";

// Lower prevalences, as in most wards. The model was calibrated at a much higher prevalence.
const PREVALENCES = [0.05, 0.1, 0.2];

const element = (id) => document.getElementById(id);

// The data attributes of `page` contain figures from the model card.
export function showFinding(page, study) {
  // Outside the validated population, the operating points do not hold: beside them, a figure is a label.
  const points = isOutOfPopulation(study) ? [] : operatingPoints(page, study.model_version);
  if (isOutOfPopulation(study)) showWarning(study);
  else showLabel(study);
  showProbability(study, points);
  showThresholds(points);
  showPrevalences(study, page.dataset);
  element("unjudged").hidden = study.in_population !== null;
  element("model").querySelector("dd").textContent = study.model_version;
  element("model").hidden = false;
  element("judgement").hidden = false;
}

export function hideFinding() {
  element("not-validated").hidden = true;
  element("judgement").hidden = true;
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
  element("scale").setAttribute("aria-label", `${findingWords(study)}: ${shown} probability of pneumonia`);
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

// The card's prevalence applies only to the card's own model and to films of the validated population.
function showPrevalences(study, { cardVersion, prevalence }) {
  const known = prevalence && cardVersion === study.model_version && study.in_population;
  element("prevalences").hidden = !known;
  element("no-prevalences").hidden = Boolean(known);
  if (!known) return;
  const sentences = PREVALENCES.map((other) => {
    const share = atPrevalence(study.probability, Number(prevalence), other);
    return `Where ${Math.round(other * 100)} in 100 films show pneumonia, ${inAHundred(share)} films like this one do.`;
  });
  element("prevalences").querySelector("ul").replaceChildren(...sentences.map(item));
}

function item(text) {
  return Object.assign(document.createElement("li"), { textContent: text });
}
