// Lists the earlier films of the patient beside the finding.

import { listPriors } from "../shared/api_client.js";
import { isOutOfPopulation, when } from "../shared/study_words.js";
import { limitWords, priorWords } from "./prior_words.js";

const element = (id) => document.getElementById(id);

// The list is an addition: without it, film and finding stay.
export async function showPriors(page, study) {
  try {
    const { priors, searched_back_to: searchedBackTo } = await listPriors(study.study_id);
    element("priors-list").replaceChildren(...priors.map((prior) => item(page, prior)));
    element("priors-note").textContent = limitWords(searchedBackTo);
  } catch (error) {
    const id = error.correlationId ? ` (${error.correlationId})` : "";
    element("priors-note").textContent = `The earlier films could not be loaded${id}. Reload the page to try again.`;
  }
  element("priors").hidden = !element("priors-list").children.length && !element("priors-note").textContent;
}

function item(page, prior) {
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
  return row;
}
