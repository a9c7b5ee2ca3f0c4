// What the codes of the API mean to a person.

const LABELS = {
  positive: "Signs of pneumonia",
  uncertain: "Uncertain",
  negative: "No signs of pneumonia",
};

const STATUSES = {
  awaiting_upload: "Waiting for the film",
  processing: "Being read",
  complete: "Read",
  refused: "Refused",
  failed: "Failed",
};

const LATE = {
  awaiting_upload:
    "This is delayed: the film has not arrived, or still waits to be read. If nothing comes of it, upload it again.",
  processing: "This is delayed: reading the film takes longer than it should. To have its finding sooner, upload it again.",
};

export const NOT_VALIDATED = "Not validated for this film";

export const FAILED_SENTENCE =
  "The film could not be read because of a fault on our side. It is kept, and its finding appears here once the fault is mended. To have it sooner, upload the film again.";

export const labelWords = (label) => LABELS[label] ?? label;
export const statusWords = (status) => STATUSES[status] ?? status;

// With seconds: films that are uploaded together differ by them alone.
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
export const when = (iso) => WHEN.format(new Date(iso));

// An upload that was given up stays "awaiting" for weeks, as long as its film might still come (ORPHAN_LIFETIME
// in cxr/study_store.py): it is not worth asking about in a hurry, nor to be shown as if it went on.
const PATIENCE = 15 * 60 * 1000;
const isYoung = (study) => Date.now() - new Date(study.updated_at) < PATIENCE;

export const isFinal = (study) => study.status === "complete" || study.status === "refused";
export const isOpen = (study) => study.status in LATE;
export const isUnfinished = (study) => isOpen(study) && isYoung(study);
export const lateSentence = (study) => (isOpen(study) && !isYoung(study) ? LATE[study.status] : null);
