// Studies as a CSV file.

const COLUMNS = {
  study_id: "study",
  received_at: "received",
  patient_ref: "patient_reference",
  status: "status",
  label: "label",
  probability: "probability",
  in_population: "in_validated_population",
  model_version: "model",
  reason: "refusal",
  unread: "unread",
  source: "source",
};

// A spreadsheet runs a cell that begins with one of these as a formula. An apostrophe before it makes it a text.
const FORMULA = /^[\s]*[=+\-@\t\r]/;

export function toCsv(studies) {
  const lines = studies.map((study) => Object.keys(COLUMNS).map((name) => cell(valueOf(study, name))));
  return [Object.values(COLUMNS), ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
}

// Outside the validated population, a probability is not to be compared with others.
function valueOf(study, name) {
  return name === "probability" && study.in_population === false ? null : study[name];
}

function cell(value) {
  let text = String(value ?? "");
  if (typeof value === "string" && FORMULA.test(text)) text = `'${text}`;
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function download(studies) {
  // With the mark, Excel reads the file as UTF-8.
  const url = URL.createObjectURL(new Blob(["\ufeff", toCsv(studies)], { type: "text/csv" }));
  const day = new Date().toISOString().slice(0, 10);
  Object.assign(document.createElement("a"), { href: url, download: `worklist-${day}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
