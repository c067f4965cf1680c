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

/** @typedef {RoomPage & {host: Host}} HcpPage */

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
