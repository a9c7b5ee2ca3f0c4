// The order and the filters: a form that follows the page's address, and the address that follows the form.

import { recall } from "../shared/tab_storage.js";
import { gettext } from "../shared/texts.js";
import { fromAddress, isFiltered, toAddress, toRequest } from "./query.js";

const TYPING_MS = 300;

export class FilterBar {
  // `onChange` is called after each change by the reader.
  constructor(onChange) {
    this.form = document.getElementById("filters");
    this.fields = this.form.elements;
    this.onChange = onChange;
    this.read();
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", (event) => event.target.name !== "search" && this.write());
    this.form.addEventListener("input", (event) => event.target.name === "search" && this.typed());
    addEventListener("popstate", () => {
      this.read();
      this.onChange();
    });
    const more = document.getElementById("more-filters");
    more.addEventListener("click", () => this.open(more.getAttribute("aria-expanded") !== "true"));
  }

  get request() {
    return toRequest(this.query);
  }

  get isFiltered() {
    return isFiltered(this.query);
  }

  read() {
    // The search is kept in the history entry: it may be a patient reference, which no URL may contain.
    const left = recall("came_from");
    const search = history.state?.search ?? (left?.address === location.search ? left.search : "");
    this.query = { ...fromAddress(location.search), search: search ?? "" };
    for (const [name, value] of Object.entries(this.query)) {
      const field = this.fields[name];
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
      // An address that was typed by hand may ask for what the form does not have.
      if (field.value !== value && field.type !== "checkbox") this.query[name] = field.value ||= field.options?.[0].value ?? "";
    }
  }

  write() {
    this.query = Object.fromEntries(Object.keys(this.query).map((name) => [name, this.valueOf(name)]));
    history.pushState({ search: this.query.search }, "", location.pathname + toAddress(this.query));
    this.onChange();
  }

  valueOf(name) {
    const field = this.fields[name];
    return field.type === "checkbox" ? field.checked : field.value.trim();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), TYPING_MS);
  }

  clear() {
    const { order } = this.query;
    this.form.reset();
    this.fields.order.value = order;
    this.write();
  }

  open(open) {
    document.getElementById("more-filters").setAttribute("aria-expanded", String(open));
    this.form.classList.toggle("open", open);
  }

  // Show how many unread studies each choice has.
  showCounts(unread, isCut) {
    const total = Object.values(unread).reduce((sum, count) => sum + count, 0);
    document.getElementById("unread-count").textContent = `(${total}${isCut ? "+" : ""})`;
    for (const option of this.fields.outcome.options) {
      option.dataset.words ??= option.textContent;
      const count = unread[option.dataset.group];
      option.textContent = count ? gettext("{choice} ({count} unread)", { choice: option.dataset.words, count }) : option.dataset.words;
    }
  }
}
