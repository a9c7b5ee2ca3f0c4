// Calls the JSON API with the session of the page.

import { leave } from "./session_end.js";

const ROOT = "/api/v1";

export class ApiError extends Error {
  constructor(problem, status) {
    super(problem.errors?.[0]?.message ?? problem.detail ?? "The server could not be reached.");
    this.status = status;
    this.correlationId = problem.correlation_id;
    this.problem = problem;
  }
}

// `background` marks requests that the page sends by itself. They do not extend the session.
async function call(method, path, { body, background = false } = {}) {
  const headers = { Accept: "application/json" };
  if (body) headers["Content-Type"] = "application/json";
  if (background) headers["X-Background"] = "1";
  if (method !== "GET") headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  const response = await fetch(ROOT + path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    credentials: "same-origin",
  }).catch(unreachable);
  if (response.status === 401) return leave();
  if (!response.ok) throw new ApiError(await response.json().catch(() => ({})), response.status);
  return response.status === 204 ? null : response.json().catch(unreachable);
}

// Error messages for a broken connection differ between browsers and do not help a clinician.
function unreachable() {
  throw new ApiError({});
}

export const createStudy = (body) => call("POST", "/studies", { body });
// `prevalence` asks what the finding means at that prevalence, and saves nothing.
export const getStudy = (id, { prevalence, ...options } = {}) =>
  call("GET", `/studies/${id}${prevalence === undefined ? "" : `?prevalence=${prevalence}`}`, options);
// As POST: the search may be a patient reference, which no URL may contain.
export const listWorklist = (query, options) => call("POST", "/worklist", { body: query, ...options });
export const thumbnailLinks = (ids) => call("POST", "/thumbnails", { body: { ids }, background: true });
export const editStudy = (id, changes, options) => call("PATCH", `/studies/${id}`, { body: changes, ...options });
export const deleteStudy = (id) => call("DELETE", `/studies/${id}`);
export const putPrevalence = (prevalence) => call("PUT", "/prevalence", { body: { prevalence } });
export const deletePrevalence = () => call("DELETE", "/prevalence");
