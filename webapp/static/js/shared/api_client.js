// Calls the JSON API with the session of the page.

import { leave, leaveForSite } from "./session_end.js";
import { gettext } from "./texts.js";

const ROOT = "/api/v1";

const OUR_FAULT = gettext("Something on our side failed. Nothing you sent is lost. Try again in a moment.");

export class ApiError extends Error {
  // The gateway identifies a request that never reached the application.
  constructor(problem, status, gatewayId) {
    const sentence = problem.errors?.[0]?.message ?? problem.detail ?? gettext("The server could not be reached.");
    super(status >= 500 ? OUR_FAULT : sentence);
    this.status = status;
    this.correlationId = problem.correlation_id ?? gatewayId;
    this.problem = problem;
  }
}

// The last answers to background requests by path: the server sends none again that has not changed.
const known = new Map();

// `background` marks requests that the page sends by itself. They do not extend the session. `ahead` marks one for a
// study that its reader has not asked for: it does not count as opened.
// `keepalive` finishes a request after the page is left.
async function call(method, path, { body, background = false, ahead = false, keepalive = false } = {}) {
  const headers = { Accept: "application/json", "X-Site": document.body.dataset.site };
  if (body) headers["Content-Type"] = "application/json";
  if (background) headers["X-Background"] = "1";
  if (ahead) headers["X-Prefetch"] = "1";
  const last = background ? known.get(path) : null;
  if (last) headers["If-None-Match"] = last.etag;
  if (method !== "GET") headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  const response = await fetch(ROOT + path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    credentials: "same-origin",
    keepalive,
  }).catch(unreachable);
  if (response.status === 401) {
    await leave();
    return call(method, path, { body, background, ahead, keepalive });
  }
  if (response.status === 304) return last.body;
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    if (problem.site) {
      await leaveForSite();
      return call(method, path, { body, background, ahead, keepalive });
    }
    throw new ApiError(problem, response.status, response.headers?.get("apigw-requestid"));
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(unreachable);
  if (background) known.set(path, { etag: response.headers.get("ETag"), body: answer });
  return answer;
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
export const listPriors = (id) => call("GET", `/studies/${id}/priors`, { background: true });
export const deleteStudy = (id, options) => call("DELETE", `/studies/${id}`, options);
export const putPrevalence = (prevalence) => call("PUT", "/prevalence", { body: { prevalence } });
export const deletePrevalence = () => call("DELETE", "/prevalence");
export const getVerdicts = (id) => call("GET", `/studies/${id}/verdicts`, { background: true });
export const postVerdict = (id, body) => call("POST", `/studies/${id}/verdicts`, { body, keepalive: true });
// Shows the model's opinion to a reader who sees films first.
export const openOpinion = (id) => call("POST", `/studies/${id}/opinion`);
export const getReading = () => call("GET", "/reading", { background: true });
export const putReading = (body) => call("PUT", "/reading", { body });
