/** A field that takes a piece of music: chosen, sent at once, to be heard, taken away again. @module */

import { icon } from "../ui/icon.js";
import { chooser, smallButton, taken } from "./upload.js";

const ADDRESS = "/webinars/music";

/**
 * @param {{words: string, value: string, changed: () => void}} options  as of a picture
 * @returns {import("./picture.js").Upload}
 */
export function sound({ words, value, changed }) {
  let name = value;
  const element = document.createElement("span");
  element.className = "sound";
  const file = chooser(".mp3,.m4a,.aac,.ogg,.opus,.wav,audio/*", words);
  const choose = smallButton("", () => file.click());
  const away = smallButton("Take away", () => put(""));
  const waits = document.createElement("span");
  waits.className = "soft small";
  waits.role = "status";
  show();
  file.addEventListener("change", async () => {
    waits.textContent = "Being listened to and made calm …";
    const fresh = await taken(file, ADDRESS, element);
    waits.textContent = "";
    if (fresh) put(fresh);
  });

  function show() {
    choose.replaceChildren(icon("audio-lines"), name ? "Choose another" : `Choose: ${words}`);
    element.replaceChildren(...(name ? [player()] : []), choose, file, ...(name ? [away] : []), waits);
  }

  /** As the audience will hear it. */
  function player() {
    const heard = document.createElement("audio");
    heard.controls = true;
    heard.preload = "metadata";
    heard.src = `${ADDRESS}/${name}`;
    heard.setAttribute("aria-label", words);
    return heard;
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
