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

export const FAILED_SENTENCE =
  "The film could not be read because of a fault on our side. It is kept, and its finding appears here once the fault is mended. To have it sooner, upload the film again.";

export const labelWords = (label) => LABELS[label] ?? label;
export const statusWords = (status) => STATUSES[status] ?? status;

// Whole per cent; the ends are never shown as certainty.
export function percent(probability) {
  if (probability < 0.01) return "< 1 %";
  if (probability > 0.99) return "> 99 %";
  return `${Math.round(probability * 100)} %`;
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
export const when = (iso) => WHEN.format(new Date(iso));

// An upload that was given up stays "awaiting" for a day; it is not worth asking about for that long.
const PATIENCE = 15 * 60 * 1000;
export function isUnfinished(study) {
  if (study.status !== "awaiting_upload" && study.status !== "processing") return false;
  return Date.now() - new Date(study.updated_at) < PATIENCE;
}
