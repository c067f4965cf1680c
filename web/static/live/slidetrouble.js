/**
 * What stands over a slide that could not be loaded.
 */

import { make } from "./slidecanvas.js";
import { t } from "./words.js";

/**
 * The block, hidden; `retry` is called by its button.
 * @param {() => void} retry
 */
export function troubleWith(retry) {
  const block = make("slide-view-trouble");
  const text = document.createElement("p");
  text.textContent = t("This slide could not be loaded.");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button";
  again.textContent = t("Try again");
  again.addEventListener("click", retry);
  block.append(text, again);
  block.hidden = true;
  // A press on the button is no tap on the slide.
  block.addEventListener("pointerdown", (event) => event.stopPropagation());
  return block;
}
