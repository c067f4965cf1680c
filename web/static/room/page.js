/**
 * The data that the server put into the page, and its words.
 *
 * @import {RoomPage} from "../live/types.js"
 */

import { setWords } from "../live/words.js";

/**
 * @typedef {object} Host
 * @property {string} id
 * @property {string} name
 * @property {string} given How the page speaks of the host.
 */

/**
 * What a webinar's audience has while it waits.
 * @typedef {object} Hold
 * @property {string} picture Address of the picture in the slide's place, or "".
 * @property {string} alt
 * @property {string} music Address of the piece, or "".
 * @property {boolean} begins Whether it may begin by itself.
 */

/** @typedef {RoomPage & {host: Host, hold?: Hold | null}} HcpPage */

/**
 * Reads the page's data, once; from then on `t` speaks the page's language.
 * @template T
 * @returns {T}
 */
export function readPage() {
  const text = document.getElementById("page")?.textContent;
  if (!text) throw new Error("the page has no data");
  const page = JSON.parse(text);
  setWords(page.words, page.language);
  return page;
}
