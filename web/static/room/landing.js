/**
 * The landing page's live parts: the hour in this browser's zone, the countdown, the check of
 * camera, sound and connection, and the switches that belong together.
 *
 * Rule 1: everything here is an extra; the page and its form work without.
 * Rule 2: no device is opened before the person asks for it or has allowed it earlier.
 */

import { part, say, show } from "../live/dom.js";
import { pageLocale, t, tn } from "../live/words.js";
import { Check } from "./check.js";
import { readPage } from "./page.js";

/**
 * @typedef {object} LandingPage
 * @property {string} meeting
 * @property {string} token
 * @property {RTCIceServer[]} ice_servers
 * @property {string} language
 * @property {string} zone
 * @property {number} starts
 * @property {number} opens
 * @property {number} now Server's clock when the page was made.
 */

/** @type {LandingPage} */
const page = readPage();
const skew = page.now - Date.now();

/** The hour in this browser's zone, when that is another one than the invitation's. */
function showOtherZone() {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const at = new Date(page.starts);
  /** @param {string} timeZone */
  const wall = (timeZone) =>
    new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
  if (!here || wall(here) === wall(page.zone)) return;
  const time = new Intl.DateTimeFormat(pageLocale(), {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "long",
  }).format(at);
  const line = part(document, "other-zone", HTMLElement);
  say(line, t("Where you are now: {time}", { time }));
  show(line, true);
}

/** How long until the start; opens the door when it is time. */
function countDown() {
  const now = Date.now() + skew;
  const minutes = Math.ceil((page.starts - now) / 60_000);
  say(
    part(document, "countdown", HTMLElement),
    minutes > 0 && minutes <= 24 * 60 ? ` · ${until(minutes)}` : "",
  );
  if (now < page.opens) return;
  for (const name of ["join", "join-slides"])
    part(document, name, HTMLButtonElement).disabled = false;
  const banner = part(document, "go", HTMLElement).querySelector(".banner");
  banner?.remove();
}

/** @param {number} minutes */
function until(minutes) {
  if (minutes < 60) return tn("starts in {n} minute", "starts in {n} minutes", minutes);
  return tn("starts in {n} hour", "starts in {n} hours", Math.round(minutes / 60));
}

/** Attention is a part of capture: it cannot be on alone. */
function tieConsents() {
  const form = part(document, "form", HTMLFormElement);
  const capture = form.elements.namedItem("capture");
  const attention = form.elements.namedItem("attention");
  if (!(capture instanceof HTMLInputElement) || !(attention instanceof HTMLInputElement)) return;
  capture.addEventListener("change", () => {
    if (!capture.checked) attention.checked = false;
  });
  attention.addEventListener("change", () => {
    if (attention.checked) capture.checked = true;
  });
}

/** @param {Check} check */
function joinOnce(check) {
  const form = part(document, "form", HTMLFormElement);
  form.addEventListener("submit", (event) => {
    if (form.dataset["sent"]) return event.preventDefault();
    form.dataset["sent"] = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    check.close();
  });
  addEventListener("pageshow", () => {
    delete form.dataset["sent"];
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  });
}

showOtherZone();
countDown();
setInterval(countDown, 1_000);
tieConsents();
const check = new Check(document.body, page);
joinOnce(check);
void check.start();
