// Probabilities and operating points as text in per cent.

// The operating points in the data attributes of an element, or none if another model classified the film.
export function operatingPoints({ dataset }, modelVersion) {
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

// The probability of the same film at another prevalence than that of the calibration (Saerens, Latinne &
// Decaestecker 2002, Neural Computation 14(1), for two classes). All shares are 0-1.
export function atPrevalence(probability, calibrated, other) {
  return sigmoid(logit(probability) - logit(calibrated) + logit(other));
}

// A share of 0-1 as a count in a hundred, never as certainty.
export function inAHundred(share) {
  const count = Math.round(share * 100);
  if (count < 1) return "fewer than 1 in 100";
  if (count > 99) return "more than 99 in 100";
  return `about ${count} in 100`;
}

const logit = (share) => Math.log(share / (1 - share));
const sigmoid = (logOdds) => 1 / (1 + Math.exp(-logOdds));

export const pointPercent = (point) => words(tenths(point));

const tenths = (share) => Math.round(share * 1000);
const words = (count) => `${(count / 10).toFixed(1)} %`;
