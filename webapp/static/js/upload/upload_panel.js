// The upload area: choosing and dropping files, and the progress of each upload.

import { keepWhile } from "../shared/session_end.js";
import { refusal, Upload, UploadQueue } from "./uploads.js";

const news = document.getElementById("upload-news");

export function initUploadPanel(onUploaded) {
  const panel = document.querySelector(".upload");
  const reference = document.getElementById("patient-ref");
  const queue = new UploadQueue();

  const take = (files) => {
    for (const file of files) offer(file, reference.value.trim(), Number(panel.dataset.maxBytes), queue, onUploaded);
    // Clear the reference: the next films may belong to another patient.
    reference.value = "";
  };

  const chooser = document.getElementById("files");
  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = "";
  });
  acceptDrops(document.getElementById("drop"), take);
  document.getElementById("upload-controls").disabled = false;
  keepWhile(() => queue.busy || panel.querySelector(".retry:not([hidden])"));
  addEventListener("beforeunload", (event) => queue.busy && panel.isConnected && event.preventDefault());
}

function acceptDrops(area, take) {
  // A film dropped outside the area must not replace the page.
  for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());
  area.addEventListener("dragover", () => area.classList.add("over"));
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("over");
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });
}

async function offer(file, patientRef, maxBytes, queue, onUploaded) {
  const row = new Row(file.name);
  const why = await refusal(file, maxBytes);
  if (why) {
    row.fail(why);
    return;
  }
  const upload = new Upload(file, patientRef);
  const job = async () => {
    row.progress(0);
    try {
      const studyId = await upload.send((share) => row.progress(share));
      row.done(studyId);
      onUploaded();
    } catch (error) {
      row.fail(error.message, () => {
        // Hide the button at once: the film may have to wait, and a second click would send it twice.
        row.wait();
        queue.add(job);
      });
    }
  };
  queue.add(job);
}

class Row {
  constructor(name) {
    this.name = name;
    const item = document.getElementById("upload-row").content.firstElementChild.cloneNode(true);
    item.querySelector(".name").textContent = name;
    item.querySelector(".name").title = name;
    this.item = item;
    this.bar = item.querySelector("progress");
    this.bar.setAttribute("aria-label", `Upload of ${name}`);
    this.state = item.querySelector(".state");
    this.retry = item.querySelector(".retry");
    this.wait();
    document.getElementById("uploads").append(item);
  }

  wait() {
    this.item.classList.remove("bad");
    this.retry.hidden = true;
    this.bar.hidden = false;
    this.bar.value = 0;
    this.state.textContent = "Waiting";
  }

  progress(share) {
    this.bar.value = share;
    this.state.textContent = `${Math.round(share * 100)} %`;
  }

  done(studyId) {
    this.bar.value = 1;
    const link = Object.assign(document.createElement("a"), { href: `/studies/${studyId}`, textContent: "open" });
    this.state.replaceChildren("Uploaded, ", link);
    announce(`${this.name} is uploaded.`);
  }

  fail(sentence, again) {
    this.item.classList.add("bad");
    this.bar.hidden = true;
    this.state.textContent = sentence;
    this.retry.hidden = !again;
    this.retry.onclick = again;
    announce(`${this.name}: ${sentence}`);
  }
}

function announce(text) {
  news.textContent = text;
}
