// Lists the earlier films of the patient beside the finding, and offers them for comparison.

import { listPriors } from "../shared/api_client.js";
import { isOutOfPopulation, when } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";
import { captionWords, limitWords, priorWords } from "./prior_words.js";

const element = (id) => document.getElementById(id);

// The list is an addition: without it, film and finding stay. `priorFilm` shows one of the films beside the other.
export async function showPriors(page, study, priorFilm) {
  const isGone = () => page.dataset.studyId !== study.study_id;
  try {
    const { priors, searched_back_to: searchedBackTo } = await listPriors(study.study_id);
    if (isGone()) return;
    const offered = priors.filter((prior) => prior.status === "complete");
    priorFilm.offer(
      offered.map((prior) => ({ id: prior.study_id, name: when(prior.received_at), words: captionWords(page, prior) })),
      captionWords(page, study),
    );
    element("priors-list").replaceChildren(...priors.map((prior) => item(page, prior, priorFilm)));
    element("priors-note").textContent = limitWords(searchedBackTo);
  } catch (error) {
    if (isGone()) return;
    const id = error.correlationId ? ` (${error.correlationId})` : "";
    element("priors-note").textContent = gettext("The earlier films could not be loaded{id}. Reload the page to try again.", { id });
  }
  element("priors").hidden = !element("priors-list").children.length && !element("priors-note").textContent;
}

export function hidePriors(priorFilm) {
  priorFilm.withdraw();
  element("priors").hidden = true;
  element("priors-list").replaceChildren();
  element("priors-note").textContent = "";
}

function item(page, prior, priorFilm) {
  const link = Object.assign(document.createElement("a"), {
    href: `/studies/${prior.study_id}`,
    textContent: when(prior.created_at),
  });
  const words = Object.assign(document.createElement("span"), {
    textContent: priorWords(page, prior),
    className: isOutOfPopulation(prior) ? "hint" : "",
  });
  const row = document.createElement("li");
  row.append(link, " ", words);
  if (prior.status === "complete") row.append(" ", compareButton(prior, priorFilm));
  return row;
}

function compareButton({ study_id: id, created_at }, priorFilm) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain compare", textContent: gettext("Compare") });
  button.setAttribute("aria-label", gettext("Compare with the film of {time}", { time: when(created_at) }));
  button.addEventListener("click", () => priorFilm.open(id));
  return button;
}
