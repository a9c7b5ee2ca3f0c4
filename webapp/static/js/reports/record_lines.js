// The text of a finding for the record: what was read, what the model says, and what that is.

import { operatingPoints, percent } from "../shared/probability.js";
import { findingWords, isOutOfPopulation, when } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

// `page` has the figures of the model card in its data attributes. `study` has a finding.
export function recordLines(page, study) {
  const reference = study.patient_ref ?? gettext("without patient reference");
  return [
    gettext("Chest X-ray {reference}, received {time}, study {study}.", {
      reference,
      time: when(study.created_at),
      study: study.study_id,
    }),
    isOutOfPopulation(study) ? foreignWords(study) : judgedWords(page, study),
    gettext("Pneumoscope, model {version}: decision support, not a diagnosis.", { version: study.model_version }),
  ];
}

const foreignWords = (study) =>
  `${findingWords(study)}: ${study.out_of_population_sentence} ${gettext("It has no label, and its probability does not hold.")}`;

function judgedWords(page, study) {
  const shown = percent(study.probability, operatingPoints(page, study));
  const words = { finding: findingWords(study), probability: shown };
  return [gettext("{finding}, {probability} probability of pneumonia.", words), ...meaningWords(study.meaning)].join(" ");
}

// The probability means little without the share of films that it assumes.
function meaningWords(meaning) {
  if (!meaning) return [gettext("Where pneumonia is rarer than among the films used for calibration, it is too high.")];
  const assumed = percent(meaning.assumed_prevalence);
  return [gettext("It assumes that {share} of films show pneumonia.", { share: assumed }), ...(meaning.sentence ? [meaning.sentence] : [])];
}
