// Actions on the selected studies.

import { deleteStudy, editStudy } from "../shared/api_client.js";
import { gettext, ngettext } from "../shared/texts.js";
import { download } from "./csv.js";
import { offerUndo, toast } from "./toast.js";

// Each request invokes the web function. A new AWS account may run as few as ten invocations at once.
const PARALLEL_REQUESTS = 5;
// More studies than this are deleted only after the reader has typed their number.
const MANY = 5;

const bar = document.getElementById("bulk");
// Studies that are deleted once their reader cannot take it back any more.
const condemned = new Set();

// `page` gives the selected studies, changes rows and reports errors.
export function initBulkActions(page) {
  const actions = {
    read: () => markAll(page, false),
    unread: () => markAll(page, true),
    reference: () => setReference(page),
    export: () => download(page.selectedStudies()),
    delete: () => deleteAll(page),
    none: () => page.select([]),
  };
  bar.addEventListener("click", (event) => actions[event.target.dataset?.action]?.());
  // The reader has confirmed, so leaving the page ends the time to take it back. What the server does not hear of stays.
  addEventListener("pagehide", () => {
    for (const id of condemned) deleteStudy(id, { keepalive: true }).catch(() => {});
    condemned.clear();
  });
}

export function showSelection(count) {
  bar.hidden = count === 0;
  document.getElementById("selected").textContent = gettext("{count} selected", { count });
}

async function markAll(page, unread) {
  const studies = page.selectedStudies().filter((study) => Boolean(study.unread) !== unread);
  const done = await each(page, studies, (study) => mark(page, study, { unread, overdue: false }));
  const text = unread
    ? ngettext("{count} study marked as unread.", "{count} studies marked as unread.", done.length)
    : ngettext("{count} study marked as read.", "{count} studies marked as read.", done.length);
  await takeBack(page, text, done, ({ study_id, updated_at, overdue }) =>
    mark(page, { study_id, updated_at }, { unread: !unread, overdue }),
  );
}

async function mark(page, { study_id: id, updated_at }, { unread, overdue }) {
  await editStudy(id, unread ? { unread } : { unread, updated_at });
  page.change(id, { unread, overdue });
}

async function setReference(page) {
  const dialog = document.getElementById("set-reference");
  const input = dialog.querySelector("input");
  const studies = page.selectedStudies();
  input.value = studies.length === 1 ? (studies[0].patient_ref ?? "") : "";
  if ((await answerOf(dialog)) !== "set") return;
  const patientRef = input.value.trim() || null;
  const done = await each(page, studies, ({ study_id }) => name(page, study_id, patientRef));
  const text = patientRef
    ? ngettext("Reference of {count} study set.", "Reference of {count} studies set.", done.length)
    : ngettext("Reference of {count} study removed.", "Reference of {count} studies removed.", done.length);
  await takeBack(page, text, done, ({ study_id, patient_ref }) => name(page, study_id, patient_ref));
}

async function name(page, id, reference) {
  await editStudy(id, { patient_ref: reference });
  page.change(id, { patient_ref: reference });
}

// Offer to undo what was done to `studies`, which are as they were before.
async function takeBack(page, text, studies, undo) {
  if (!studies.length) return toast(text);
  if (!(await offerUndo(text))) return;
  const back = await each(page, studies, undo);
  toast(ngettext("{count} study as before.", "{count} studies as before.", back.length));
  page.focus(studies[0].study_id);
}

async function deleteAll(page) {
  const studies = page.selectedStudies();
  if (!(await confirmed(studies.length))) return;
  const next = page.after(studies);
  const ids = studies.map((study) => study.study_id);
  for (const id of ids) condemned.add(id);
  page.withhold(ids);
  page.focus(next);
  const isUndone = await offerUndo(ngettext("{count} study deleted.", "{count} studies deleted.", ids.length));
  if (!isUndone) await carryOut(page, studies);
  for (const id of ids) condemned.delete(id);
  // Those that are not deleted are back.
  page.giveBack(ids);
  if (isUndone) page.focus(ids[0]);
}

// A page that is being left has done it already.
async function carryOut(page, studies) {
  const waiting = studies.filter((study) => condemned.has(study.study_id));
  await each(page, waiting, async ({ study_id }) => {
    await deleteStudy(study_id);
    page.remove(study_id);
  });
}

async function confirmed(count) {
  const dialog = document.getElementById("confirm-delete");
  const typed = document.getElementById("type-number");
  const [input, button] = [typed.querySelector("input"), dialog.querySelector(".danger")];
  document.getElementById("confirm-title").textContent = ngettext("Delete {count} study?", "Delete {count} studies?", count);
  typed.hidden = count <= MANY;
  input.value = "";
  button.disabled = count > MANY;
  input.oninput = () => (button.disabled = input.value.trim() !== String(count));
  return (await answerOf(dialog)) === "delete";
}

function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

// Do `job` for each study, a few at a time, one request each: so the access log has a line for each study. Resolves to
// the studies for which it was done.
async function each(page, studies, job) {
  const waiting = [...studies];
  const done = [];
  const work = async () => {
    for (let study = waiting.shift(); study; study = waiting.shift()) {
      try {
        await job(study);
        done.push(study);
      } catch (error) {
        page.showError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  return done;
}
