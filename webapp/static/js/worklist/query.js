// What the worklist asks for, as fields of the form, as the page's address and as a request.

const DEFAULTS = { order: "to_do", unread: false, outcome: "", source: "", since: "", until: "" };

// Choices of the form that stand for several outcomes of the API.
const SEVERAL = {
  without_finding: ["refused", "failed"],
  open: ["awaiting_upload", "processing"],
};

// The search is not part of the address: it may be a patient reference.
export function fromAddress(text) {
  const given = new URLSearchParams(text);
  const query = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS)) if (given.has(name)) query[name] = given.get(name);
  query.unread = given.get("unread") === "1";
  return query;
}

export function toAddress(query) {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(DEFAULTS))
    if (query[name] !== value) parts.set(name, query[name] === true ? "1" : query[name]);
  return parts.size ? `?${parts}` : "";
}

export const isFiltered = (query) => Object.keys(DEFAULTS).some((name) => name !== "order" && query[name]) || Boolean(query.search);

// Dates are days of the reader's clock. `until` is the last day that counts.
export function toRequest(query) {
  const request = { order: query.order, unread: query.unread, search: query.search ?? "" };
  if (query.outcome) request.outcomes = SEVERAL[query.outcome] ?? [query.outcome];
  if (query.source) request.source = query.source;
  if (query.since) request.since = midnight(query.since, 0);
  if (query.until) request.until = midnight(query.until, 1);
  return request;
}

function midnight(day, later) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
