// What the list of earlier films says of one of them, and of its limits.

import { operatingPoints, percent } from "../shared/probability.js";
import { findingWords, isOutOfPopulation, when } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

const HIDDEN = gettext("the finding is hidden until you have given a verdict");

// `page` has the figures of the model card in its data attributes.
export function priorWords(page, prior) {
  if (prior.opinion_hidden) return HIDDEN;
  // As in the worklist: outside the validated population, a figure would be taken for a finding.
  const figure = isOutOfPopulation(prior)
    ? []
    : [percent(prior.probability, operatingPoints(page, prior))];
  const version = { version: prior.model_version };
  const model = prior.comparable ? gettext("model {version}", version) : gettext("model {version}, not comparable", version);
  return [findingWords(prior), ...figure, model].join(" · ");
}

// Beside the film itself: whose film it is, of when, and what the model says of it.
export function captionWords(page, study) {
  const film = `${study.patient_ref ?? gettext("No patient reference")} · ${when(study.received_at)}`;
  if (study.opinion_hidden || study.probability === null) return film;
  return `${film} · ${priorWords(page, { comparable: true, ...study })}`;
}

// Empty where every film of the site was looked at.
export const limitWords = (searchedBackTo) =>
  searchedBackTo ? gettext("Films received before {time} were not searched.", { time: when(searchedBackTo) }) : "";
