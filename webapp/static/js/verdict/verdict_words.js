// Verdicts in words.

import { shortWhen, when } from "../shared/study_words.js";

const JUDGEMENTS = { agree: "agrees with the model", disagree: "disagrees with the model", unsure: "unsure" };
const FINDINGS = { pneumonia: "pneumonia", none: "no finding", other: "another finding" };
const OWN_JUDGEMENTS = { agree: "you agree with the model", disagree: "you disagree with the model", unsure: "unsure" };

// What the reader said, as in "pneumonia, agrees with the model".
export const verdictWords = ({ finding, verdict, is_own }) =>
  [FINDINGS[finding], (is_own ? OWN_JUDGEMENTS : JUDGEMENTS)[verdict]].filter(Boolean).join(", ");

export const readerWords = ({ is_own, reader_email }) => (is_own ? "you" : (reader_email ?? "a program"));

export const blindWords = ({ before_opinion }) => (before_opinion ? ", before the model's opinion was shown" : "");

export const savedSentence = (own) => `Saved ${when(own.given_at)}: ${verdictWords(own)}${blindWords(own)}.`;

// For a reader who is at another study by now.
export const unsavedSentence = ({ patient_ref: reference, received_at: received }, { message }) =>
  `What you did last on study ${reference ?? shortWhen(received)} was not saved: ${message} Go back to it and try again.`;
