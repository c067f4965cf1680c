/**
 * Who speaks, as the server hears it.
 *
 * Rule 1: the newest word counts: a snapshot's, then each message's.
 * Rule 2: what was told before a cut is not believed after it.
 *
 * @import {Snapshot} from "./types.js"
 * @import {Speaking as Told} from "./volatiletypes.js"
 */

import { Emitter } from "./emitter.js";

/** @extends {Emitter<{change: null}>} */
export class Speaking extends Emitter {
  /** @type {string|null} */
  id = null;

  /** A whole snapshot came. @param {Snapshot} snapshot */
  reset({ speaking }) {
    this.#set(speaking);
  }

  /** @param {Told} told */
  hear({ participant }) {
    this.#set(participant);
  }

  /** The wire is cut. */
  cut() {
    this.#set(null);
  }

  /** @param {string|null} id */
  #set(id) {
    if (this.id === id) return;
    this.id = id;
    this.tell("change", null);
  }
}
