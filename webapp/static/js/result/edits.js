// What people change on the result page: the mark of a reader, and the patient reference.

import { editStudy } from "../shared/api_client.js";
import { gettext } from "../shared/texts.js";

// A study counts as read once its outcome was in view for this long.
const READ_MS = 2000;

const element = (id) => document.getElementById(id);
const page = element("study");

let timer;
let isMarked = false;
let shown = null;

// Only time with the page in view counts: a tab in the background has no reader.
function watch() {
  clearTimeout(timer);
  if (!shown?.unread || isMarked || document.hidden) return;
  timer = setTimeout(markRead, READ_MS);
}

async function markRead() {
  const study = shown;
  isMarked = true;
  try {
    await editStudy(study.study_id, { unread: false, updated_at: study.updated_at }, { background: true });
    study.unread = false;
    if (study === shown) element("mark-unread").disabled = false;
  } catch {
    // The study stays unread, so no one misses it.
    if (study === shown) isMarked = false;
  }
}

async function markUnread() {
  element("mark-unread").disabled = true;
  try {
    await editStudy(page.dataset.studyId, { unread: true });
    say(gettext("The study is marked as unread."));
  } catch (error) {
    element("mark-unread").disabled = false;
    element("error").textContent = error.message;
    element("error").hidden = false;
  }
}

async function saveReference() {
  const reference = element("new-reference").value.trim();
  try {
    await editStudy(page.dataset.studyId, { patient_ref: reference || null });
  } catch (error) {
    openDialog();
    element("reference-error").textContent = error.message;
    element("reference-error").hidden = false;
    return;
  }
  document.dispatchEvent(new CustomEvent("referencechanged", { detail: reference || null }));
  say(reference ? gettext("The reference is saved.") : gettext("The reference is removed."));
}

// Escape leaves the value of the last button, which may have been that of Save.
function openDialog() {
  element("reference-dialog").returnValue = "";
  element("reference-dialog").showModal();
}

function say(text) {
  element("neighbours-news").textContent = text;
}

document.addEventListener("studyopened", () => {
  clearTimeout(timer);
  isMarked = false;
  shown = null;
  element("mark-unread").disabled = true;
  say("");
});
document.addEventListener("studyshown", ({ detail }) => {
  // The event also comes for a study that has not changed.
  if (shown?.updated_at === detail.updated_at) return;
  shown = detail;
  element("mark-unread").disabled = shown.unread;
  watch();
});
document.addEventListener("visibilitychange", watch);
element("mark-unread").addEventListener("click", markUnread);
element("edit-reference").addEventListener("click", () => {
  element("reference-error").hidden = true;
  element("new-reference").value = page.dataset.patientRef;
  openDialog();
});
element("reference-dialog").addEventListener("close", ({ target }) => target.returnValue === "set" && saveReference());
element("edit-reference").disabled = false;
