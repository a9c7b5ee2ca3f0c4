// One verdict in the list of all verdicts on a film.

import { when } from "../shared/study_words.js";
import { blindWords, readerWords, verdictWords } from "./verdict_words.js";

export function historyItem(verdict) {
  const item = document.createElement("li");
  const about = `${when(verdict.given_at)}, ${readerWords(verdict)}${blindWords(verdict)}`;
  item.append(verdictWords(verdict), Object.assign(document.createElement("small"), { textContent: about }));
  const note = Object.assign(document.createElement("span"), { className: "note", textContent: verdict.note });
  if (verdict.note) item.append(note);
  return item;
}
