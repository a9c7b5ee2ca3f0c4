// Uploads films to S3, a few at a time, with progress.

import { createStudy, deleteStudy } from "../shared/api_client.js";
import { gettext } from "../shared/texts.js";
import { sha256 } from "./duplicate.js";

const AT_ONCE = 3;
// How films begin: as cxr/imaging/file_format.py has it, one character for each byte.
export const SIGNATURES = {
  "application/dicom": /^(?:.{128}DICM|[\x02\x08]\0[\0-\x20]\0(\x04\0\0\0|[A-Z]{2}|.\0\0\0))/s,
  "image/jpeg": /^(?:\xff\xd8\xff)/s,
  "image/png": /^(?:\x89PNG\r\n\x1a\n)/s,
  "image/tiff": /^(?:II\*\0|MM\0\*)/s,
  "image/webp": /^(?:RIFF.{4}WEBP)/s,
  "image/bmp": /^(?:BM.{4}\0{4}.{4}[\x0c\x28\x40\x6c\x7c]\0\0\0)/s,
};
const HEAD = 265;

// Recognizes a film by its content, as the reader does: browsers derive the type from the name, which may be wrong.
// If the name alone suggests a film, the reader finds out what the file is.
async function typeOf(file) {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  return Object.keys(SIGNATURES).find((type) => SIGNATURES[type].test(head)) ?? (file.type in SIGNATURES ? file.type : null);
}

// Resolves with the reason why a file cannot be sent, or null.
export async function refusal(file, maxBytes) {
  let type;
  try {
    // A folder that is dropped on the page looks like a file until it is read.
    type = await typeOf(file);
  } catch {
    return gettext("This cannot be read: it is a folder, or was moved or locked. Choose the film files.");
  }
  if (file.size === 0) return gettext("The file is empty. Export the film again.");
  if (!type) return gettext("Not a DICOM, JPEG, PNG, TIFF, WebP or BMP file. Export the film as one of these.");
  if (file.size > maxBytes) {
    const megabytes = maxBytes / 1024 / 1024;
    return gettext("Larger than {megabytes} MB. Export the film smaller, or compressed.", { megabytes });
  }
  return null;
}

class FormExpired extends Error {}
class Cancelled extends Error {}

export class Upload {
  constructor(file, patientRef) {
    this.file = file;
    this.patientRef = patientRef;
    this.allowDuplicate = false;
    this.isCancelled = false;
  }

  // Resolves with the study's identifier once S3 has the film. Another attempt uses the same study, unless its
  // form has expired. Then the attempt creates a new study, and the first one expires by itself.
  async send(onProgress) {
    this.study ??= await createStudy({
      content_type: await typeOf(this.file),
      size: this.file.size,
      patient_ref: this.patientRef || null,
      sha256: await sha256(this.file),
      allow_duplicate: this.allowDuplicate,
    });
    try {
      // Cancelled while the server was asked.
      if (this.isCancelled) throw new Cancelled();
      await this.post(this.study.upload, onProgress);
    } catch (error) {
      if (error instanceof FormExpired) this.study = undefined;
      throw error;
    }
    return this.study.study_id;
  }

  cancel() {
    this.isCancelled = true;
    this.request?.abort();
  }

  // Delete the study of a cancelled film. What the server does not hear of stays, and the list shows it as late.
  discard() {
    if (this.study) deleteStudy(this.study.study_id).catch(() => {});
  }

  // XMLHttpRequest reports the progress of an upload; fetch() does not.
  post({ url, fields }, onProgress) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", this.file, "film");
    return new Promise((resolve, reject) => {
      const request = (this.request = new XMLHttpRequest());
      request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
      request.onload = () => (request.status < 300 ? resolve() : reject(refusalOf(request)));
      request.onerror = () => reject(new Error(gettext("The connection was interrupted.")));
      request.onabort = () => reject(new Cancelled());
      request.open("POST", url);
      request.send(form);
    });
  }
}

export class UploadQueue {
  constructor() {
    this.waiting = [];
    this.running = 0;
  }

  get busy() {
    return this.running + this.waiting.length > 0;
  }

  // `job` is an async function that handles its own errors.
  add(job) {
    this.waiting.push(job);
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.waiting.length) {
      this.running += 1;
      this.waiting.shift()().finally(() => {
        this.running -= 1;
        this.next();
      });
    }
  }
}

// The credentials that signed a form may expire before the form. S3 then responds with status 400.
const EXPIRED = ["ExpiredToken", "InvalidToken", "Policy expired"];

function refusalOf(request) {
  const contains = (word) => request.responseText.includes(word);
  // A form accepts only the size that the file had when it was chosen.
  if (["EntityTooLarge", "EntityTooSmall"].some(contains)) return new Error(gettext("The file has changed since it was chosen. Choose it again."));
  if (request.status === 403 || EXPIRED.some(contains)) return new FormExpired(gettext("The permission to upload has expired. Try again."));
  return new Error(gettext("The storage did not accept the film."));
}
