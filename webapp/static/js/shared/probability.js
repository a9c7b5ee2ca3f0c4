// Probabilities and operating points as text in per cent.

import { localized } from "./texts.js";

// The operating points that the label of a study rests on: those of its site, or of the model card in the data attributes
// of an element. None if another model classified the film.
export function operatingPoints({ dataset }, { model_version: modelVersion, thresholds }) {
  if (thresholds) return thresholds;
  const { cardVersion, negativeBelow, positiveFrom } = dataset;
  return cardVersion === modelVersion ? [Number(negativeBelow), Number(positiveFrom)] : [];
}

// Rounded to a tenth, but never across an operating point: the figure must not contradict the label beside
// it. Probabilities near 0 and 1 are never shown as certainty.
export function percent(probability, points = []) {
  let shown = tenths(probability);
  for (const point of points) {
    shown = probability < point ? Math.min(shown, tenths(point) - 1) : Math.max(shown, tenths(point));
  }
  if (shown < 10) return "< 1 %";
  if (shown > 990) return "> 99 %";
  return words(shown);
}

export const pointPercent = (point) => words(tenths(point));

const tenths = (share) => Math.round(share * 1000);
const words = (count) => localized(`${(count / 10).toFixed(1)} %`);
