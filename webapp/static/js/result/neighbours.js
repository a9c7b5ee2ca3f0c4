// The way along the worklist: the studies before and after this one, as the list was filtered and ordered. The page
// stays and shows another study, so that the next film is there when its reader asks for it.

import { listWorklist } from "../shared/api_client.js";
import { recall, remember } from "../shared/tab_storage.js";
import { gettext } from "../shared/texts.js";
import { areOn } from "../viewer/keys.js";
import { isForPage } from "../verdict/keys.js";
import { keepAtHand } from "./studies_at_hand.js";

const KEYS = { j: "next", k: "previous" };
const WAYS = ["next", "previous"];
const element = (id) => document.getElementById(id);
const page = element("study");

// The place in the list as it was when the study was opened: a study that is read now would move in a newer one.
async function showPlace() {
  const study = page.dataset.studyId;
  const list = recall("list");
  remember("came_from", { study, address: list?.address, search: list?.search });
  if (!list) return;
  element("to-worklist").href = `/studies/${list.address}`;
  const at = list.ids.indexOf(study);
  if (at < 0) return;
  show(list, at);
  if (at < list.ids.length - 1 || !list.cursor) return;
  await loadMore(list);
  if (page.dataset.studyId !== study) return;
  show(list, at);
  keepNeighbours();
}

function show(list, at) {
  const focused = WAYS.find((way) => element(way) === document.activeElement);
  link("previous", list.ids[at - 1]);
  link("next", list.ids[at + 1]);
  element("place").textContent = gettext("{place} of {total}", { place: at + 1, total: list.ids.length + (list.cursor ? "+" : "") });
  element("along").hidden = false;
  // A link without an address cannot keep the focus.
  if (focused) (element(focused).hasAttribute("href") ? element(focused) : element(WAYS.find((way) => way !== focused))).focus();
}

async function loadMore(list) {
  try {
    const more = await listWorklist({ ...list.request, cursor: list.cursor }, { background: true });
    list.ids.push(...more.studies.map((one) => one.study_id).filter((id) => !list.ids.includes(id)));
    list.cursor = more.cursor;
    remember("list", list);
  } catch {
    // The studies that are known can still be reached.
  }
}

function link(way, neighbour) {
  if (neighbour) element(way).href = `/studies/${neighbour}`;
  else element(way).removeAttribute("href");
}

function keepNeighbours() {
  keepAtHand(WAYS.filter((way) => element(way).href).map((way) => idOf(element(way).href)));
}

const idOf = (address) => new URL(address).pathname.split("/").pop();

function go(way) {
  const { href } = element(way);
  if (!href) return;
  history.pushState(null, "", href);
  open(idOf(href));
}

function open(id) {
  // A part that is hidden with its study must not take the keyboard focus along.
  if (page.contains(document.activeElement)) element("film").focus({ preventScroll: true });
  page.dataset.studyId = id;
  document.dispatchEvent(new CustomEvent("studyopened", { detail: id }));
  scrollTo(0, 0);
  showPlace();
}

// Letters act only in this navigation, and beside film and finding (WCAG 2.1.4), as the keys of the verdict do.
document.addEventListener("keydown", (event) => {
  const way = KEYS[event.key.toLowerCase()];
  const everywhere = "keysEverywhere" in element("verdict").dataset || Boolean(event.target.closest(".neighbours"));
  if (way && areOn() && !event.defaultPrevented && isForPage(event, page, everywhere)) go(way);
});
for (const way of WAYS) {
  element(way).addEventListener("click", (event) => {
    // With another button or key, the browser opens a tab or a window.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(way);
  });
}
// A jump within the page comes as the same event.
addEventListener("popstate", () => idOf(location.href) !== page.dataset.studyId && open(idOf(location.href)));
// The film on the screen comes first.
document.addEventListener("studysettled", keepNeighbours);

showPlace();
