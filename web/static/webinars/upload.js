/** Sending one file to the server, at once when it is chosen. @module */

import { toast } from "../ui/toast.js";

/**
 * An input for a file that is not seen: a button opens it.
 * @param {string} accept
 * @param {string} words  what is chosen, for people
 */
export function chooser(accept, words) {
  const file = document.createElement("input");
  file.type = "file";
  file.accept = accept;
  file.hidden = true;
  file.setAttribute("aria-label", `Choose a file: ${words}`);
  // The form tells of it once the file is kept.
  file.addEventListener("input", (event) => event.stopPropagation());
  return file;
}

/** @param {string} words @param {() => void} act */
export function smallButton(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

/**
 * Send what was chosen, saying so meanwhile; its name, or "" when it was not taken, which is told.
 * @param {HTMLInputElement} file
 * @param {string} address
 * @param {HTMLElement} element  shows that it is busy
 * @returns {Promise<string>}
 */
export async function taken(file, address, element) {
  const chosen = file.files?.[0];
  if (!chosen) return "";
  element.setAttribute("aria-busy", "true");
  try {
    return await send(address, chosen);
  } catch (error) {
    toast(error instanceof Error ? error.message : "The file was not taken.", "danger");
    return "";
  } finally {
    element.removeAttribute("aria-busy");
    file.value = "";
  }
}

/**
 * Keep a file on the server; its name. Throws with a sentence for people.
 * @param {string} address
 * @param {File} chosen
 * @returns {Promise<string>}
 */
async function send(address, chosen) {
  const form = new FormData();
  form.append("file", chosen);
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: form, headers: { Accept: "application/json" } });
  } catch {
    throw new Error("The server cannot be reached. The file was not sent.");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(String(told.title));
  return String(told.name);
}
