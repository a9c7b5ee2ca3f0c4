// Deletes the study of the page, once its reader has confirmed it.

import { deleteStudy } from "../shared/api_client.js";
import { recall, remember } from "../shared/tab_storage.js";

const element = (id) => document.getElementById(id);

export function initDeletion(page, showError) {
  element("delete").addEventListener("click", () => element("confirm-delete").showModal());
  element("keep").addEventListener("click", () => element("confirm-delete").close());
  element("really-delete").addEventListener("click", () => remove(page, showError));
  // The page starts with this button disabled, because a click before this line would have no effect.
  element("delete").disabled = false;
}

async function remove(page, showError) {
  element("really-delete").disabled = true;
  try {
    await deleteStudy(page.dataset.studyId);
    leaveDeleted();
  } catch (error) {
    element("confirm-delete").close();
    element("really-delete").disabled = false;
    showError(error);
  }
}

// Back in the worklist, the next study has the focus.
function leaveDeleted() {
  remember("came_from", { ...recall("came_from"), study: element("next").href.split("/").pop(), deleted: true });
  location.assign(element("to-worklist").href);
}
