// Probabilities and operating points in per cent.

// The operating points that an element of the page carries: none for a film that another model has judged.
export function operatingPoints({ dataset }, modelVersion) {
  const { cardVersion, negativeBelow, positiveFrom } = dataset;
  return cardVersion === modelVersion ? [Number(negativeBelow), Number(positiveFrom)] : [];
}

// Rounded to a tenth, but never across an operating point: a film below one must not be shown as having
// reached it, nor one above it as having missed it, for the label beside it says otherwise. The ends are
// never shown as certainty.
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
const words = (count) => `${(count / 10).toFixed(1)} %`;
