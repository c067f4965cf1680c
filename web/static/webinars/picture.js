/** A field that takes a picture: chosen, sent at once, shown, taken away again. @module */

import { icon } from "../ui/icon.js";
import { toast } from "../ui/toast.js";

const ADDRESS = "/webinars/pictures";

/**
 * @param {{words: string, value: string, shape?: "portrait" | "logo", changed: () => void}} options
 *   words: what the picture is, for people; value: name of the picture that is there already
 * @returns {{element: HTMLElement, read: () => string}}
 */
export function picture({ words, value, shape = "portrait", changed }) {
  let name = value;
  const element = document.createElement("span");
  element.className = "picture";
  element.dataset.shape = shape;
  const file = document.createElement("input");
  file.type = "file";
  file.accept = "image/png,image/jpeg,image/webp";
  file.hidden = true;
  file.setAttribute("aria-label", `Choose a file: ${words}`);
  const choose = document.createElement("button");
  choose.type = "button";
  const away = document.createElement("button");
  if (shape === "logo") {
    away.type = "button";
    away.className = "button small";
    away.textContent = "Take away";
  }
  show();
  choose.addEventListener("click", () => {
    // A portrait that is there goes with the second press: there is no room for a button more.
    if (name && shape === "portrait") return put("");
    file.click();
  });
  away.addEventListener("click", () => put(""));
  file.addEventListener("change", () => void take());
  file.addEventListener("input", (event) => event.stopPropagation());

  function show() {
    element.replaceChildren(choose, file, ...(shape === "logo" && name ? [away] : []));
    choose.replaceChildren(icon("image"));
    choose.setAttribute("aria-label", name && shape === "portrait" ? `Take the ${words} away` : `Choose: ${words}`);
    choose.title = choose.getAttribute("aria-label") ?? "";
    if (!name) return;
    const shown = document.createElement("img");
    shown.src = `${ADDRESS}/${name}`;
    shown.alt = "";
    choose.append(shown);
  }

  /** @param {string} fresh */
  function put(fresh) {
    name = fresh;
    file.value = "";
    show();
    choose.focus();
    changed();
  }

  async function take() {
    const chosen = file.files?.[0];
    if (!chosen) return;
    element.setAttribute("aria-busy", "true");
    try {
      put(await send(chosen));
    } catch (error) {
      toast(error instanceof Error ? error.message : "The picture was not taken.", "danger");
    } finally {
      element.removeAttribute("aria-busy");
      file.value = "";
    }
  }

  return { element, read: () => name };
}

/**
 * Keep a picture on the server; its name. Throws with a sentence for people.
 * @param {File} chosen
 * @returns {Promise<string>}
 */
async function send(chosen) {
  const form = new FormData();
  form.append("file", chosen);
  let answer;
  try {
    answer = await fetch(ADDRESS, { method: "POST", body: form, headers: { Accept: "application/json" } });
  } catch {
    throw new Error("The server cannot be reached. The picture was not sent.");
  }
  const told = await answer.json();
  if (!answer.ok) throw new Error(String(told.title));
  return String(told.name);
}
