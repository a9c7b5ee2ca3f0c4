// Verdicts on the sample film: a page remembers them until it is left, and sends none.

import { gettext } from "../shared/texts.js";
import { verdictWords } from "../verdict/verdict_words.js";

export class Practice {
  // `settings` are those of the reader, which hold for every film: getReading and putReading.
  constructor(study, settings) {
    Object.assign(this, settings);
    this.isHidden = study.opinion_hidden;
    this.given = [];
  }

  getVerdicts = async () => ({ verdicts: [...this.given] });

  postVerdict = async (_, said) => {
    const verdict = { ...said, is_own: true, given_at: new Date().toISOString(), before_opinion: this.isHidden };
    this.given.unshift(verdict);
    this.isHidden = false;
    return verdict;
  };

  openOpinion = async () => {
    this.isHidden = false;
  };
}

export const practiceSentence = (own) =>
  gettext("Tried, and not kept: {verdict}. On a film of your site, your verdict counts under Agreement.", {
    verdict: verdictWords(own),
  });
