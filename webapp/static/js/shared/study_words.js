// Texts for the codes of the API.

import { dateFormat, gettext } from "./texts.js";

const LABELS = {
  positive: gettext("Signs of pneumonia"),
  uncertain: gettext("Uncertain"),
  negative: gettext("No signs of pneumonia"),
};

const STATUSES = {
  awaiting_upload: gettext("Waiting for the film"),
  processing: gettext("Being read"),
  complete: gettext("Finished"),
  refused: gettext("Refused"),
  failed: gettext("Failed"),
};

const LATE = {
  awaiting_upload:
    gettext("This is delayed: the film has not arrived or is still queued. If this does not change, upload it again."),
  processing: gettext("This is delayed: reading the film takes longer than expected. For an earlier finding, upload it again."),
};

const NOT_VALIDATED = gettext("Not validated for this film");

export const FAILED_SENTENCE = gettext(
  "The film could not be read because of an error on our side. We keep the film, and its finding appears here once the error is fixed. For an earlier finding, upload the film again.",
);

export const isOutOfPopulation = (study) => study.in_population === false;
// A film outside the validated population has no label. Without a finding, there are no words either.
export const findingWords = (study) =>
  isOutOfPopulation(study) ? NOT_VALIDATED : (LABELS[study.label] ?? study.label);
export const statusWords = (status) => STATUSES[status] ?? status;

// With seconds, since films uploaded together differ only in seconds.
const WHEN = dateFormat({ dateStyle: "medium", timeStyle: "medium" });
export const when = (iso) => WHEN.format(new Date(iso));

const TIME = dateFormat({ timeStyle: "medium" });
const DAY = dateFormat({ dateStyle: "medium" });
export const dayOf = (iso) => DAY.format(new Date(iso));
// Short for today, since most studies of a worklist are of today.
export const shortWhen = (iso, today = new Date()) => (dayOf(iso) === DAY.format(today) ? TIME.format(new Date(iso)) : when(iso));

// An abandoned upload stays in `awaiting_upload` for weeks, because its film may still arrive. After this time,
// the pages poll such a study slowly and show it as delayed.
const PATIENCE = 15 * 60 * 1000;
const isYoung = (study) => Date.now() - new Date(study.updated_at) < PATIENCE;

export const isFinal = (study) => study.status === "complete" || study.status === "refused";
export const isOpen = (study) => study.status in LATE;
export const isUnfinished = (study) => isOpen(study) && isYoung(study);
export const lateSentence = (study) => (isOpen(study) && !isYoung(study) ? LATE[study.status] : null);
