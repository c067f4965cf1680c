/** Short messages in the corner. They wait for the reader when they say something bad. @module */

import { icon } from "./icon.js";

const SECONDS = 6;
const ICONS = { good: "circle-check", wait: "triangle-alert", danger: "circle-alert" };

/**
 * Show a message in #toasts; returns a function that takes it away.
 * @param {string} text
 * @param {"good" | "wait" | "danger"} [tone]  danger stays until it is closed
 * @returns {() => void}
 */
export function toast(text, tone) {
  const box = document.createElement("div");
  box.className = "toast";
  if (tone) box.dataset.tone = tone;
  if (tone === "danger") box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button small";
  button.setAttribute("aria-label", "Close this message");
  button.append(icon("x", { size: "small" }));
  const close = () => box.remove();
  button.addEventListener("click", close);
  box.append(icon(tone ? ICONS[tone] : "info"), words, button);
  region().append(box);
  if (tone !== "danger") setTimeout(close, SECONDS * 1000);
  return close;
}

/** @returns {HTMLElement} */
function region() {
  const found = document.getElementById("toasts");
  if (found) return found;
  const made = document.createElement("div");
  made.id = "toasts";
  made.setAttribute("role", "region");
  made.setAttribute("aria-label", "Messages");
  made.setAttribute("aria-live", "polite");
  document.body.append(made);
  return made;
}
