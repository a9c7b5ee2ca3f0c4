// What the worklist says of itself: loading, slow, in error, cut short, empty, and what has come to an end.

import { isAway } from "../shared/session_end.js";
import { findingWords, statusWords } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

const SKELETON_MS = 300;
const SLOW_MS = 3000;

const CUT = gettext("Only the first 1,000 studies are in this order. Narrow the list by date to sort others.");
const FILM_FIRST = gettext(
  "You see films before the model's opinion, so neither order nor filters tell what it found: instead of “to do first” and “probability” the newest films come first.",
);

// Found even while the page is out of sight after its session.
const section = document.querySelector("section.list");
const element = (id) => section.querySelector(`#${id}`);

// Show that the list is loading, unless it is there at once. Call what is returned when it is there.
export function startLoading() {
  const timers = [setTimeout(() => showLoading(true), SKELETON_MS), setTimeout(() => (element("slow").hidden = false), SLOW_MS)];
  return () => {
    timers.forEach(clearTimeout);
    element("slow").hidden = true;
    showLoading(false);
  };
}

function showLoading(shown) {
  element("skeleton").hidden = !shown;
  if (shown) for (const id of ["studies", "empty", "none-found", "more"]) element(id).hidden = true;
}

export function showError(error) {
  // As on the result page.
  if (isAway()) return;
  const id = error.correlationId ? ` (${error.correlationId})` : "";
  element("error").firstElementChild.textContent = error.status
    ? gettext("The studies could not be loaded or changed: {reason}", { reason: error.message + id })
    : gettext("The connection is lost. Trying again.");
  element("error").hidden = false;
}

export const hideError = () => (element("error").hidden = true);

// Say that the order is not the one that was asked for.
export function showCut({ is_cut: isCut, without_opinion: isWithoutOpinion }) {
  element("cut").hidden = !isCut && !isWithoutOpinion;
  element("cut").textContent = isWithoutOpinion ? FILM_FIRST : CUT;
}

// Show what stands in the place of rows, and what follows them.
export function showAround({ isEmpty, isFiltered, hasMore, newCount }) {
  element("studies").hidden = isEmpty;
  element("empty").hidden = !isEmpty || isFiltered || hasMore;
  element("none-found").hidden = !isEmpty || !isFiltered;
  element("more").hidden = !hasMore;
  element("more").textContent = isEmpty ? gettext("Search older studies") : gettext("Show more");
  element("news").hidden = newCount === 0;
  element("news").textContent = gettext("{count} new – show", { count: newCount });
}

export function announce(studies) {
  if (studies.length) element("study-news").textContent = studies.map(newsOf).join(" ");
}

const newsOf = (study) => `${study.patient_ref ?? gettext("A film")}: ${findingWords(study) ?? statusWords(study.status)}.`;
