// The worklist: loads the site's studies in order, keeps them up to date and lets people work on them.

import { listWorklist } from "../shared/api_client.js";
import { Polling } from "../shared/polling.js";
import { recall, remember } from "../shared/tab_storage.js";
import { gettext } from "../shared/texts.js";
import { initUploadPanel } from "../upload/upload_panel.js";
import { initBulkActions, showSelection } from "./bulk_actions.js";
import { FilterBar } from "./filter_bar.js";
import { initKeyboard } from "./keyboard.js";
import { announce, hideError, showAround, showCut, showError, startLoading } from "./list_state.js";
import { watchClicks } from "./row_clicks.js";
import { Rows } from "./rows.js";
import { Selection } from "./selection.js";
import { StudyList } from "./study_list.js";
import { toast, undo } from "./toast.js";

// How many pages to load again for the place that the reader came from.
const PAGES_BACK = 5;
// How many pages without a hit to load before the reader is asked to go on.
const EMPTY_PAGES = 10;

const element = (id) => document.getElementById(id);
const table = element("studies");
const rows = new Rows(table);
const list = new StudyList();
const selection = new Selection();
let loading = 0;

async function load({ background = false } = {}) {
  const turn = ++loading;
  selection.clear();
  const endLoading = startLoading();
  try {
    const page = await listWorklist(filters.request, { background });
    // The reader has changed the filters meanwhile.
    if (turn !== loading) return;
    list.show(page);
    await goOnUntil(turn, () => list.rows.length > 0, EMPTY_PAGES);
    showFirst(page);
  } catch (error) {
    if (turn === loading) showError(error);
  } finally {
    endLoading();
  }
}

function showFirst(page) {
  hideError();
  filters.showCounts(page.unread, page.unread_is_cut);
  showCut(page);
  draw();
}

// Load further pages until `isEnough`. A page of a narrow filter may be empty although more follow.
async function goOnUntil(turn, isEnough, pages) {
  for (let i = 0; i < pages && list.cursor && !isEnough(); i += 1) {
    const { cursor } = list;
    const page = await listWorklist({ ...filters.request, cursor });
    if (turn !== loading) return;
    list.append(cursor, page);
  }
}

async function refresh() {
  const turn = loading;
  const { changes } = list;
  if (!list.asOf) await load({ background: true });
  else {
    try {
      const uploads = panel.openIds();
      const asked = list.toAskFor(50 - uploads.length);
      const also = [...new Set([...uploads, ...asked])];
      const page = await listWorklist({ ...filters.request, also, known: list.latest?.version }, { background: true });
      // Asked before the reader changed the filters or a study, an answer would take that back.
      if (turn !== loading || changes !== list.changes) return true;
      if (page.unchanged) showUnchanged();
      else take(page, asked, uploads);
    } catch (error) {
      showError(error);
    }
  }
  announce(list.takeFinished());
  return list.unfinished || panel.openIds().length > 0;
}

// A study can become late without any change.
function showUnchanged() {
  hideError();
  draw();
}

function take(page, asked, uploads) {
  list.update(page, asked, uploads);
  for (const study of [...page.studies, ...page.also]) panel.update(study);
  panel.forgetAllBut(uploads, [...page.studies, ...page.also]);
  // What this reader has just uploaded belongs in the list at once, unless somebody works in the list.
  const isOwn = [...list.news].every((id) => panel.owns(id));
  const isFree = !table.contains(document.activeElement) && selection.size === 0;
  if (list.news.size && isFree && (isOwn || list.rows.length === 0)) list.show(page);
  showFirst(page);
}

function draw() {
  selection.keepOnly(list.ids);
  rows.draw(list.rows, selection);
  showAround({
    isEmpty: list.rows.length === 0,
    isFiltered: filters.isFiltered,
    hasMore: Boolean(list.cursor),
    newCount: list.news.size,
  });
  showSelection(selection.size);
  const all = list.rows.filter((study) => !study.deleted);
  Object.assign(element("select-all"), {
    checked: all.length > 0 && all.every((study) => selection.has(study.study_id)),
    indeterminate: selection.size > 0 && selection.size < all.length,
  });
  // The result page goes along this list, as it is now.
  remember("list", {
    address: location.search,
    search: filters.query.search,
    request: filters.request,
    ids: all.map((study) => study.study_id),
    cursor: list.cursor,
  });
}

async function showMore() {
  element("more").disabled = true;
  const last = list.ids.at(-1);
  try {
    const before = list.rows.length;
    await goOnUntil(loading, () => list.rows.length > before, EMPTY_PAGES);
    draw();
    // The reader goes on where the list ended, and not on a button that is gone.
    const next = list.ids[list.ids.indexOf(last) + 1];
    if (next) rows.focus(next);
  } catch (error) {
    showError(error);
  }
  element("more").disabled = false;
}

function showNews() {
  list.show(list.latest);
  draw();
  if (list.ids[0]) rows.focus(list.ids[0]);
}

function pick(id, range) {
  selection.toggle(id, list.ids, range);
  draw();
}

const page = {
  selectedStudies: () => list.rows.filter((study) => selection.has(study.study_id)),
  change(id, fields) {
    list.change(id, fields);
    draw();
  },
  withhold(ids) {
    for (const id of ids) list.withheld.add(id);
    draw();
  },
  giveBack(ids) {
    for (const id of ids) list.withheld.delete(id);
    draw();
  },
  remove(id) {
    list.remove(id);
    panel.remove(id);
    draw();
  },
  // The study that follows the given ones, or else comes before them.
  after(studies) {
    const gone = new Set(studies.map((study) => study.study_id));
    const last = list.ids.findLastIndex((id) => gone.has(id));
    return list.ids.slice(last + 1).find((id) => !gone.has(id)) ?? list.ids.slice(0, last).findLast((id) => !gone.has(id));
  },
  focus: (id) => rows.focus(id) || element("files").focus(),
  select(ids) {
    selection.clear();
    for (const id of ids) selection.add(id);
    draw();
  },
  showError,
};

// Come back to the study that was open, and say what became of one that was deleted there.
async function comeBack() {
  const { study, deleted } = recall("came_from") ?? {};
  remember("came_from", null);
  await load();
  if (deleted) toast(gettext("The study is deleted."));
  if (!study) return;
  await goOnUntil(loading, () => list.ids.includes(study), PAGES_BACK).catch(showError);
  draw();
  rows.focus(study);
  rows.rowOf(study)?.scrollIntoView({ block: "center" });
}

const filters = new FilterBar(() => load());
const panel = initUploadPanel(() => polling.now());
const polling = new Polling(refresh);
initBulkActions(page);
watchClicks(table.tBodies[0], pick);
initKeyboard(table, { onPick: pick, onUpload: () => element("files").click(), onUndo: undo });
element("select-all").addEventListener("change", ({ target }) =>
  page.select(target.checked ? list.rows.filter((study) => !study.deleted).map((study) => study.study_id) : []),
);
element("more").addEventListener("click", showMore);
element("news").addEventListener("click", showNews);
element("clear-filters").addEventListener("click", () => filters.clear());
element("error").querySelector("button").addEventListener("click", () => load());
comeBack().then(() => polling.now());
