/** A field that takes a picture: chosen, sent at once, shown, taken away again. @module */

import { icon } from "../ui/icon.js";
import { chooser, smallButton, taken } from "./upload.js";

const ADDRESS = "/webinars/pictures";

/** @typedef {{element: HTMLElement, read: () => string, choose: HTMLButtonElement}} Upload */

/**
 * @param {{words: string, value: string, shape?: "portrait" | "logo" | "hold", changed: () => void}} options
 *   words: what the picture is, for people; value: name of the picture that is there already;
 *   shape "hold": as large as a slide
 * @returns {Upload}
 */
export function picture({ words, value, shape = "portrait", changed }) {
  let name = value;
  const element = document.createElement("span");
  element.className = "picture";
  element.dataset.shape = shape;
  const file = chooser("image/png,image/jpeg,image/webp", words);
  const choose = document.createElement("button");
  choose.type = "button";
  const away = smallButton("Take away", () => put(""));
  show();
  choose.addEventListener("click", () => {
    // A portrait that is there goes with the second press: there is no room for a button more.
    if (name && shape === "portrait") return put("");
    file.click();
  });
  file.addEventListener("change", async () => {
    const fresh = await taken(file, shape === "hold" ? `${ADDRESS}?large=1` : ADDRESS, element);
    if (fresh) put(fresh);
  });

  function show() {
    element.replaceChildren(choose, file, ...(shape !== "portrait" && name ? [away] : []));
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
    show();
    choose.focus();
    changed();
  }

  return { element, read: () => name, choose };
}
