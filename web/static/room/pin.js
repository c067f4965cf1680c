/**
 * On a tile: whether its face is kept large, by me or for everybody, and the button for me.
 *
 * @import {Participant} from "../live/types.js"
 */

import { iconOf, part, show } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @param {HTMLElement} tile
 * @param {Participant} person
 * @param {{pinned: boolean, mine: boolean, several: boolean}} pins `pinned`: for everybody, by a host;
 *   `several`: there are other faces, so that there is something to choose.
 */
export function drawPin(tile, { name }, { pinned, mine, several }) {
  tile.dataset["kept"] = String(pinned || mine);
  show(part(tile, "pinned", HTMLElement), pinned);
  const button = part(tile, "pin", HTMLButtonElement);
  show(button, several || mine);
  button.setAttribute("aria-pressed", String(mine));
  button.title = mine
    ? t("No longer keep {name} large", { name })
    : t("Keep {name} large, for you only", { name });
  button.setAttribute("aria-label", button.title);
  iconOf(button, mine ? "pin-off" : "pin");
}
