/**
 * Short messages over the page.
 *
 * Rule 1: they wait for the reader when they say something bad, and as long as somebody points at them.
 * Rule 2: the same sentence stands there once; of many only the newest are seen.
 * Rule 3: while a dialog is open they are part of it: behind its curtain nobody reads or hears them.
 *
 * @module
 */

import { t } from "../live/words.js";
import { icon } from "./icon.js";

const STAYS_MS = 6_000;
/** More than these would be a second page over the page; what is bad is never pushed out. */
const MOST = 4;
const ICONS = { good: "circle-check", wait: "triangle-alert", danger: "circle-alert" };

/**
 * Show a message in #toasts; returns a function that takes it away.
 * @param {string} text
 * @param {"good" | "wait" | "danger"} [tone]  danger stays until it is closed
 * @returns {() => void}
 */
export function toast(text, tone) {
  const box = made(text, tone);
  const close = () => box.remove();
  box.querySelector("button")?.addEventListener("click", close);
  const all = region();
  for (const old of all.querySelectorAll(".toast")) if (old.querySelector("p")?.textContent === text) old.remove();
  all.append(box);
  const passing = [...all.querySelectorAll(".toast:not([data-tone='danger'])")];
  for (const old of passing.slice(0, -MOST)) old.remove();
  if (tone !== "danger") passAway(box, close);
  return close;
}

/** @param {string} text @param {string} [tone] */
function made(text, tone) {
  const box = document.createElement("div");
  box.className = "toast";
  if (tone) box.dataset.tone = tone;
  if (tone === "danger") box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button small";
  button.setAttribute("aria-label", t("Close this message"));
  button.append(icon("x", { size: "small" }));
  box.append(icon(ICONS[/** @type {keyof typeof ICONS} */ (tone)] ?? "info"), words, button);
  return box;
}

/** Rule 1. @param {HTMLElement} box @param {() => void} close */
function passAway(box, close) {
  let timer = setTimeout(close, STAYS_MS);
  const hold = () => clearTimeout(timer);
  const go = () => {
    clearTimeout(timer);
    timer = setTimeout(close, STAYS_MS);
  };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusin", hold);
  box.addEventListener("focusout", go);
}

/** Rule 3. @returns {HTMLElement} */
function region() {
  const found = document.getElementById("toasts") ?? newRegion();
  const dialog = [...document.querySelectorAll("dialog:modal")].at(-1);
  const home = dialog ?? document.body;
  if (found.parentElement === home) return found;
  home.append(found);
  dialog?.addEventListener("close", () => document.body.append(found), { once: true });
  return found;
}

/** @returns {HTMLElement} */
function newRegion() {
  const made = document.createElement("div");
  made.id = "toasts";
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", t("Messages"));
  made.setAttribute("aria-live", "polite");
  return made;
}
