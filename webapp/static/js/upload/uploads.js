// Films on their way to S3: a few at a time, each with its progress.

import { createStudy } from "../shared/api_client.js";

const AT_ONCE = 3;
const TYPES = ["application/dicom", "image/jpeg", "image/png", "image/tiff", "image/webp", "image/bmp"];

// Browsers tell the type by the name alone, and few know DICOM files, whose names may say nothing: those are
// known by their content.
async function typeOf(file) {
  if (TYPES.includes(file.type)) return file.type;
  const mark = await file.slice(128, 132).text();
  return mark === "DICM" ? "application/dicom" : null;
}

// Why a file cannot be sent at all, or null.
export async function refusal(file, maxBytes) {
  let type;
  try {
    // A folder that is dropped on the page looks like a file until somebody reads it.
    await file.slice(0, 1).arrayBuffer();
    type = await typeOf(file);
  } catch {
    return "It cannot be read: it is a folder, or was moved or locked. Choose the films themselves.";
  }
  if (file.size === 0) return "The file is empty.";
  if (!type) return "Not a DICOM, JPEG, PNG, TIFF, WebP or BMP file.";
  if (file.size > maxBytes) return `Larger than ${maxBytes / 1024 / 1024} MB.`;
  return null;
}

class FormExpired extends Error {}

export class Upload {
  constructor(file, patientRef) {
    this.file = file;
    this.patientRef = patientRef;
  }

  // Resolves with the study's identifier once S3 has the film. A second try uses the same study, unless its
  // form has expired: then it asks for another, and the first study expires by itself.
  async send(onProgress) {
    this.study ??= await createStudy({
      content_type: await typeOf(this.file),
      size: this.file.size,
      patient_ref: this.patientRef || null,
    });
    try {
      await post(this.study.upload, this.file, onProgress);
    } catch (error) {
      if (error instanceof FormExpired) this.study = undefined;
      throw error;
    }
    return this.study.study_id;
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

  // `job` is an async function that handles its own failure.
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

// fetch() tells nothing of an upload's progress; XMLHttpRequest does.
function post({ url, fields }, file, onProgress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file, "film");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(refusalOf(request)));
    request.onerror = () => reject(new Error("The connection broke off."));
    request.open("POST", url);
    request.send(form);
  });
}

// A form is as good as the credentials that signed it, which may end before its own hour: S3 then says 400.
const EXPIRED = ["ExpiredToken", "InvalidToken", "Policy expired"];

function refusalOf(request) {
  const says = (word) => request.responseText.includes(word);
  // A form fits the size that the file had when it was chosen.
  if (["EntityTooLarge", "EntityTooSmall"].some(says)) return new Error("The file has changed since it was chosen. Choose it again.");
  if (request.status === 403 || EXPIRED.some(says)) return new FormExpired("The permission to upload has run out. Try again.");
  return new Error("The storage did not accept the film.");
}
