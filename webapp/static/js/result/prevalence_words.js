// A prevalence as the page shows it, and as a reader types it: in per cent. The API has shares of 0-1.

import { gettext, localized } from "../shared/texts.js";

export const percentOf = (share) => localized(String(Number((share * 100).toFixed(2))));

// Not a number for text that is none. The server checks the range.
export const shareOf = (text) => Number(text.trim().replace(",", ".")) / 100;

const SOURCES = { own: gettext("You set this"), site: gettext("Your site set this"), request: gettext("This is not saved") };

// Says which prevalence the figures are for, and who chose it.
export function sourceSentence(share, source) {
  if (share === null) return gettext("How many films show pneumonia here is not set.");
  return `${gettext("This is for a place where {share} % of films show pneumonia.", { share: percentOf(share) })} ${SOURCES[source]}.`;
}
