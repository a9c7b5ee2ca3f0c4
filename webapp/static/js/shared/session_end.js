// Clears a page whose session has ended. Brings it back if something in it is not sent yet.

import { otherSite } from "./other_site.js";
import { forgetTab } from "./tab_storage.js";
import { gettext } from "./texts.js";

// Fields whose text would be lost. A slider or a check box is set again in a moment.
const TYPED = 'input:not([type="range"], [type="checkbox"], [type="radio"], [type="hidden"], [type="password"]), textarea';
const LOG_IN = `${gettext("Log in")} · Pneumoscope`;

// A page learns of an end in whole seconds.
const SLACK_MS = 2000;

const typed = new Set();
const keepers = [];
let gone = null;
let expected = Infinity;

// Notice in which fields somebody types.
export function noticeTyping() {
  document.addEventListener("input", ({ target }) => target.matches?.(TYPED) && typed.add(target));
}

// Keep the page in this tab, out of sight, while `isNeeded()` is true: films that wait would be lost otherwise.
export const keepWhile = (isNeeded) => keepers.push(isNeeded);

// Remember when the session ends without further use, so that the reason can be given then.
export const expectEnd = (time) => (expected = time);

export const isAway = () => gone !== null;

// Remove all patient data from the screen at once: the log-in page may load slowly, or not at all. The promise settles
// when the same person is back. Without unsent work the page goes to log-in, and the promise never settles.
export function leave() {
  const idle = Date.now() >= expected - SLACK_MS;
  if (!isAway()) forgetTab();
  if (gone?.isElsewhere) gone.say(ended(idle));
  gone ??= isKept() ? new Hidden(ended(idle)) : new Replaced(idle);
  return gone.back;
}

// Keep the page out of sight while the session acts in another site. The promise settles when it is back in this one.
export function leaveForSite() {
  gone ??= new Hidden(otherSite(noticeOf("other-site")), true);
  return gone.back;
}

// Show the page again to the account and in the site that it belongs to. Another account must not see it.
export function comeBack({ account, site, csrf_token: token }) {
  if (account !== document.body.dataset.account) leaveTo("/");
  else if (site !== document.body.dataset.site) {
    if (!gone.isElsewhere) gone.say(otherSite(noticeOf("other-site")), true);
  } else {
    document.querySelector('meta[name="csrf-token"]').content = token;
    gone.show();
    gone = null;
  }
}

// Another account must not find what this tab remembers.
export function leaveTo(address) {
  forgetTab();
  location.replace(address);
}

function isKept() {
  const isUnsent = (field) => field.isConnected && field.value.trim() !== "";
  return keepers.some((isNeeded) => isNeeded()) || [...typed].some(isUnsent);
}

// The page that is out of sight has the templates.
const noticeOf = (id) => (gone?.page ?? document).getElementById(id).content.cloneNode(true);

function ended(idle) {
  const notice = noticeOf("session-ended");
  notice.querySelector(idle ? ".elsewhere" : ".idle").remove();
  return notice;
}

class Replaced {
  constructor(idle) {
    this.back = new Promise(() => {});
    document.title = LOG_IN;
    document.body.replaceChildren(Object.assign(document.createElement("p"), { textContent: gettext("Your session has ended.") }));
    location.replace(`/log-in?next=${encodeURIComponent(location.pathname + location.search)}${idle ? "&ended=idle" : ""}`);
  }
}

class Hidden {
  constructor(notice, isElsewhere = false) {
    this.back = new Promise((resolve) => (this.resolve = resolve));
    this.title = document.title;
    this.focused = document.activeElement;
    this.scrolled = scrollY;
    // A dialog loses its place above the page when it is taken out.
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    this.page = document.createDocumentFragment();
    this.page.append(...document.body.childNodes);
    this.say(notice, isElsewhere);
  }

  say(notice, isElsewhere = false) {
    document.title = isElsewhere ? this.title : LOG_IN;
    this.isElsewhere = isElsewhere;
    document.body.replaceChildren(notice);
    document.querySelector("h1").focus();
  }

  show() {
    document.title = this.title;
    document.body.replaceChildren(this.page);
    scrollTo(0, this.scrolled);
    this.focused?.focus?.();
    this.resolve();
  }
}
