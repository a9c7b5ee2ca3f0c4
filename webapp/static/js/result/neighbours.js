// The way along the worklist: the studies before and after this one, as the list was filtered and ordered.

import { listWorklist } from "../shared/api_client.js";
import { recall, remember } from "../shared/tab_storage.js";

const KEYS = { j: "next", k: "previous" };
const element = (id) => document.getElementById(id);

const study = element("study").dataset.studyId;

// The place in the list as it was when the study was opened: a study that is read now would move in a newer one.
async function showPlace() {
  // A page that the browser prepares has no reader yet, and its list may still change.
  if (document.prerendering) await new Promise((resolve) => document.addEventListener("prerenderingchange", resolve, { once: true }));
  const list = recall("list");
  remember("came_from", { study, address: list?.address, search: list?.search });
  if (!list) return;
  element("to-worklist").href = `/studies/${list.address}`;
  const at = list.ids.indexOf(study);
  if (at < 0) return;
  if (at === list.ids.length - 1 && list.cursor) await loadMore(list);
  link("previous", list.ids[at - 1]);
  link("next", list.ids[at + 1]);
  element("place").textContent = `${at + 1} of ${list.ids.length}${list.cursor ? "+" : ""}`;
  element("along").hidden = false;
  if (recall("by_key")) (element("next").hasAttribute("href") ? element("next") : element("previous")).focus();
  remember("by_key", null);
}

async function loadMore(list) {
  try {
    const page = await listWorklist({ ...list.request, cursor: list.cursor }, { background: true });
    list.ids.push(...page.studies.map((one) => one.study_id).filter((id) => !list.ids.includes(id)));
    list.cursor = page.cursor;
    remember("list", list);
  } catch {
    // The studies that are known can still be reached.
  }
}

function link(id, neighbour) {
  if (neighbour) element(id).href = `/studies/${neighbour}`;
  else element(id).removeAttribute("href");
}

// Letters act only in this navigation and in the viewer (WCAG 2.1.4). The next page has the focus here again.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest(".neighbours, .viewer")) return;
  if (event.target.closest("input:not([type=checkbox], [type=range]), textarea, select")) return;
  const there = element(KEYS[event.key.toLowerCase()])?.href;
  if (!there) return;
  remember("by_key", true);
  location.assign(there);
});
element("next").addEventListener("click", (event) => event.detail === 0 && remember("by_key", true));
element("previous").addEventListener("click", (event) => event.detail === 0 && remember("by_key", true));

showPlace();
