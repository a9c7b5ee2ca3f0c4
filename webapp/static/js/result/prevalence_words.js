// A prevalence as the page shows it, and as a reader types it: in per cent. The API has shares of 0-1.

export const percentOf = (share) => String(Number((share * 100).toFixed(2)));

// Not a number for text that is none. The server checks the range.
export const shareOf = (text) => Number(text.trim().replace(",", ".")) / 100;

const SOURCES = { own: "You set this", site: "Your site set this", request: "This is not saved" };

// Says which prevalence the figures are for, and who chose it.
export function sourceSentence(share, source) {
  if (share === null) return "How many films show pneumonia here is not set.";
  return `This is for a place where ${percentOf(share)} % of films show pneumonia. ${SOURCES[source]}.`;
}
