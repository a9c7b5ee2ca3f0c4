// Verdicts in words.

import { shortWhen, when } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

const JUDGEMENTS = {
  agree: gettext("agrees with the model"),
  disagree: gettext("disagrees with the model"),
  unsure: gettext("unsure"),
};
const FINDINGS = { pneumonia: gettext("pneumonia"), none: gettext("no finding"), other: gettext("another finding") };
const OWN_JUDGEMENTS = {
  agree: gettext("you agree with the model"),
  disagree: gettext("you disagree with the model"),
  unsure: gettext("unsure"),
};

// What the reader said, as in "pneumonia, agrees with the model".
export const verdictWords = ({ finding, verdict, is_own }) =>
  [FINDINGS[finding], (is_own ? OWN_JUDGEMENTS : JUDGEMENTS)[verdict]].filter(Boolean).join(", ");

export const readerWords = ({ is_own, reader_email }) => (is_own ? gettext("you") : (reader_email ?? gettext("a program")));

export const blindWords = ({ before_opinion }) => (before_opinion ? gettext(", before the model's opinion was shown") : "");

export const savedSentence = (own) =>
  gettext("Saved {time}: {verdict}.", { time: when(own.given_at), verdict: verdictWords(own) + blindWords(own) });

// For a reader who is at another study by now.
export const unsavedSentence = ({ patient_ref: reference, received_at: received }, { message }) =>
  gettext("What you did last on study {study} was not saved: {reason} Go back to it and try again.", {
    study: reference ?? shortWhen(received),
    reason: message,
  });
