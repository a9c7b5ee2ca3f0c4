// What the page says of a study beside its film and finding: reference, time of receipt, identifier, report.

import { shortWhen, when } from "../shared/study_words.js";
import { gettext } from "../shared/texts.js";

const element = (id) => document.getElementById(id);

export function showHeader(page, { study_id: id, received_at: received, patient_ref: reference }) {
  element("received").dateTime = received;
  element("received").textContent = when(received);
  element("study-id").textContent = id;
  // For administrators alone.
  if (element("study-audit")) element("study-audit").href = `/studies/${id}/audit`;
  element("report").href = `/studies/${id}/report.pdf`;
  showReference(page, reference);
}

export function showReference(page, reference) {
  page.dataset.patientRef = reference ?? "";
  element("reference").textContent = reference || gettext("No patient reference");
  const name = reference || gettext("no patient reference");
  const film = gettext("Chest film, {reference}", { reference: name });
  element("preview").alt = film;
  element("windowed").setAttribute("aria-label", gettext("{film}, through another window", { film }));
  // Each tab has a title of its own.
  document.title = `${reference || shortWhen(element("received").dateTime)} · ${gettext("Study")} · Pneumoscope`;
}
