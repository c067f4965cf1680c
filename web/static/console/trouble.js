/**
 * Who of a webinar has trouble with the connection: what, since when, by which way.
 *
 * Rule: names are here because somebody must call them; the list is short and says how many it leaves out.
 */

import { iconOf, part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t } from "../live/words.js";
import { pathWord } from "./figures.js";

/**
 * @import {Participant} from "../live/types.js"
 * @import {Audience, Plight} from "../live/volatiletypes.js"
 */

const ICONS = { lost: "wifi-off", silent: "signal", poor: "signal-low", slides: "image" };

export class TroubleList {
  /** @type {Audience["trouble"]} */
  #told = { count: 0, people: [] };
  /** @type {Map<string, string>} */
  #names = new Map();

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.list = part(root, "cases", HTMLElement);
    this.none = part(root, "no-trouble", HTMLElement);
    this.count = part(root, "count", HTMLElement);
  }

  /** @param {Audience["trouble"]} told @param {number} now Server ms. */
  hear(told, now) {
    this.#told = told;
    show(this.none, told.count === 0);
    show(this.list, told.count > 0);
    show(this.count, told.count > 0);
    const [shown, all] = [told.people.length, told.count];
    say(this.count, shown < all ? t("{n} of {all}", { n: shown, all }) : String(all));
    this.tick(now);
  }

  /** @param {Participant[]} participants @param {number} now */
  know(participants, now) {
    this.#names = new Map(participants.map(({ id, name }) => [id, name]));
    this.tick(now);
  }

  /** @param {number} now Server ms. */
  tick(now) {
    follow(
      this.list,
      this.#told.people,
      ({ id }) => id,
      () => stamp("trouble-case"),
      (row, { id, plight, since, path }) => {
        row.dataset["plight"] = plight;
        iconOf(part(row, "sign", HTMLElement), ICONS[plight]);
        say(part(row, "name", HTMLElement), this.#names.get(id) ?? t("Somebody"));
        say(part(row, "about", HTMLElement), plightWords(plight, path));
        say(part(row, "since", HTMLElement), sinceWords(now - since));
      },
    );
  }
}

/** Pure. @param {Plight} plight @param {string|null} path */
export function plightWords(plight, path) {
  const words = {
    lost: t("Connection lost, coming back …"),
    silent: t("Nothing gets through"),
    poor: t("Poor sound and picture"),
    slides: t("Slides only: the media has ended"),
  };
  return path === null ? words[plight] : `${words[plight]} · ${pathWord(path)}`;
}

/** Pure. @param {number} ms */
export function sinceWords(ms) {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 1 ? t("just now") : t("{n} min", { n: minutes });
}
