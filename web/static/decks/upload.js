/**
 * The upload page: choose or drop files, see them go, see them become slides. Without this script
 * the form posts by itself and the job's page follows.
 * @module
 */

import { megabytes, Picked } from "./picked.js";
import { phaseOf, watch } from "./watch.js";

/** @typedef {{watch: string, url: string | null, code?: string}} Answer */

/** @type {{bytes: number, files: number}} */
const limits = JSON.parse(element("page", HTMLScriptElement).textContent ?? "{}");
const form = element("upload", HTMLFormElement);
const input = element("file", HTMLInputElement);
const drop = element("drop", HTMLElement);
const bar = element("bar", HTMLProgressElement);
const phase = element("phase", HTMLElement);
const figures = element("figures", HTMLElement);
const picked = new Picked(element("picked", HTMLOListElement), input);

/** @type {XMLHttpRequest | null} */
let sending = null;

input.addEventListener("change", () => {
  picked.take(input.files ?? []);
  complain("");
});
for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, () => drop.classList.add("over"));
for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
// A file that misses the zone must not replace the page.
for (const name of ["dragover", "drop"]) {
  addEventListener(name, (event) => event.target !== input && event.preventDefault());
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
  const wrong = objection();
  if (wrong) complain(wrong);
  else void upload();
});

element("cancel", HTMLAnchorElement).addEventListener("click", (event) => {
  if (!sending) return;
  event.preventDefault();
  sending.abort();
});

addEventListener("beforeunload", (event) => {
  if (sending) event.preventDefault();
});

/** What can be said before anything is sent. */
function objection() {
  if (picked.files.length === 0) return "Choose a PDF or pictures first.";
  if (picked.files.length > limits.files) return `These are ${picked.files.length} files; one upload takes at most ${limits.files}.`;
  if (picked.size > limits.bytes) return `These files have ${megabytes(picked.size)}; an upload may have ${megabytes(limits.bytes)}.`;
  return "";
}

async function upload() {
  work("Uploading");
  try {
    const answer = await send(new FormData(form));
    element("away", HTMLElement).hidden = false;
    element("cancel", HTMLElement).textContent = "Leave it to work";
    const job = await watch(answer.watch, (seen) => {
      phase.textContent = phaseOf(seen);
      bar.value = seen.progress;
      figures.textContent = `${seen.progress} %`;
    });
    if (job.state === "failed") return complain(job.sentence ?? "The file could not be converted.");
    // By way of the job's page, which also says when the file was here already.
    location.assign(answer.watch);
  } catch (error) {
    complain(error instanceof Error ? error.message : "");
  }
}

/**
 * XMLHttpRequest, because fetch tells nothing about how much has gone.
 * @param {FormData} data
 * @returns {Promise<Answer>}
 */
function send(data) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    sending = request;
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => sent(event.loaded, event.total));
    request.addEventListener("load", () => {
      if (request.status === 202) resolve(request.response);
      else reject(new Error(request.response?.title ?? "The server did not take the upload. Please try again."));
    });
    request.addEventListener("error", () => reject(new Error("The connection broke off. Nothing was kept; please try again.")));
    request.addEventListener("abort", () => reject(new Error("")));
    request.addEventListener("loadend", () => (sending = null));
    request.send(data);
  });
}

/** @param {number} loaded @param {number} total */
function sent(loaded, total) {
  bar.value = total ? (100 * loaded) / total : 0;
  figures.textContent = `${megabytes(loaded)} of ${megabytes(total)}`;
  if (loaded === total) {
    phase.textContent = "Checking the file";
    bar.removeAttribute("value");
  }
}

/** @param {string} words */
function work(words) {
  complain("");
  element("fields", HTMLElement).hidden = true;
  element("working", HTMLElement).hidden = false;
  element("send", HTMLElement).hidden = true;
  phase.textContent = words;
  bar.value = 0;
  phase.focus();
}

/**
 * Back to the fields, with what is wrong; "" takes the message away.
 * @param {string} sentence
 */
function complain(sentence) {
  const place = element("problem", HTMLElement);
  element("fields", HTMLElement).hidden = false;
  element("working", HTMLElement).hidden = true;
  element("send", HTMLElement).hidden = false;
  element("away", HTMLElement).hidden = true;
  element("cancel", HTMLElement).textContent = "Cancel";
  place.replaceChildren();
  if (!sentence) return;
  const banner = document.createElement("div");
  banner.className = "banner";
  banner.dataset.tone = "danger";
  const words = document.createElement("div");
  words.textContent = sentence;
  banner.append(words);
  place.append(banner);
}

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
function element(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new TypeError(`#${id} is not there`);
  return found;
}
