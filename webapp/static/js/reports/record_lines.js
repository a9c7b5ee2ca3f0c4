// The text of a finding for the record: what was read, what the model says, and what that is.

import { operatingPoints, percent } from "../shared/probability.js";
import { findingWords, isOutOfPopulation, when } from "../shared/study_words.js";

// `page` has the figures of the model card in its data attributes. `study` has a finding.
export function recordLines(page, study) {
  return [
    `Chest X-ray ${study.patient_ref ?? "without patient reference"}, received ${when(study.created_at)}, study ${study.study_id}.`,
    isOutOfPopulation(study) ? foreignWords(study) : judgedWords(page, study),
    `Pneumoscope, model ${study.model_version}: decision support, not a diagnosis.`,
  ];
}

const foreignWords = (study) =>
  `${findingWords(study)}: ${study.out_of_population_sentence} It has no label, and its probability does not hold.`;

function judgedWords(page, study) {
  const shown = percent(study.probability, operatingPoints(page, study));
  return [`${findingWords(study)}, ${shown} probability of pneumonia.`, ...meaningWords(study.meaning)].join(" ");
}

// The probability means little without the share of films that it assumes.
function meaningWords(meaning) {
  if (!meaning) return ["Where pneumonia is rarer than among the films used for calibration, it is too high."];
  const assumed = percent(meaning.assumed_prevalence);
  return [`It assumes that ${assumed} of films show pneumonia.`, ...(meaning.sentence ? [meaning.sentence] : [])];
}
