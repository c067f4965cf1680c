/** The answers that are being written in a list of questions. */

import { part } from "../live/dom.js";

/**
 * The ids of the questions whose answer is open and not empty.
 * @param {HTMLElement} list
 * @returns {Set<string>}
 */
export function draftsIn(list) {
  const forms = [...list.querySelectorAll('[data-part="answer-form"]:not([hidden])')];
  const written = forms.filter((form) => part(form, "answer-text", HTMLTextAreaElement).value.trim() !== "");
  return new Set(written.map((form) => form.closest("[data-key]")?.getAttribute("data-key") ?? ""));
}

/**
 * Closes the answer to a question.
 * @param {HTMLElement} list
 * @param {string} question
 */
export function closeDraft(list, question) {
  const row = list.querySelector(`[data-key="${CSS.escape(question)}"]`);
  if (row) part(row, "answer-form", HTMLFormElement).hidden = true;
}
