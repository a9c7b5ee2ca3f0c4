// Actions on the selected studies.

import { deleteStudy, editStudy } from "../shared/api_client.js";
import { download } from "./csv.js";
import { toast } from "./toast.js";

// Each request invokes the web function. A new AWS account may run as few as ten invocations at once.
const PARALLEL_REQUESTS = 5;
// More studies than this are deleted only after the reader has typed their number.
const MANY = 5;

const bar = document.getElementById("bulk");
const films = (count) => `${count} ${count === 1 ? "study" : "studies"}`;

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
}

export function showSelection(count) {
  bar.hidden = count === 0;
  document.getElementById("selected").textContent = `${count} selected`;
}

async function markAll(page, unread) {
  const done = await each(page, page.selectedStudies(), async (study) => {
    await editStudy(study.study_id, unread ? { unread } : { unread, updated_at: study.updated_at });
    page.change(study.study_id, { unread, overdue: false });
  });
  toast(`${films(done)} marked as ${unread ? "unread" : "read"}.`);
}

async function setReference(page) {
  const dialog = document.getElementById("set-reference");
  const input = dialog.querySelector("input");
  const studies = page.selectedStudies();
  input.value = studies.length === 1 ? (studies[0].patient_ref ?? "") : "";
  if ((await answerOf(dialog)) !== "set") return;
  const patientRef = input.value.trim() || null;
  const done = await each(page, studies, async ({ study_id }) => {
    await editStudy(study_id, { patient_ref: patientRef });
    page.change(study_id, { patient_ref: patientRef });
  });
  toast(`Reference of ${films(done)} ${patientRef ? "set" : "removed"}.`);
}

async function deleteAll(page) {
  const studies = page.selectedStudies();
  if (!(await confirmed(studies.length))) return;
  const next = page.after(studies);
  const done = await each(page, studies, async ({ study_id }) => {
    await deleteStudy(study_id);
    page.remove(study_id);
  });
  toast(`${films(done)} deleted.`);
  page.focus(next);
}

async function confirmed(count) {
  const dialog = document.getElementById("confirm-delete");
  const typed = document.getElementById("type-number");
  const [input, button] = [typed.querySelector("input"), dialog.querySelector(".danger")];
  document.getElementById("confirm-title").textContent = `Delete ${films(count)}?`;
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

// Do `job` for each study, a few at a time, one request each: so the access log has a line for each study.
async function each(page, studies, job) {
  const waiting = [...studies];
  let done = 0;
  const work = async () => {
    for (let study = waiting.shift(); study; study = waiting.shift()) {
      try {
        await job(study);
        done += 1;
      } catch (error) {
        page.showError(error);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  return done;
}
