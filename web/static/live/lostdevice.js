/**
 * A camera or microphone that was taken away, and what can be done about it. Pure.
 *
 * Rule 1: the same device, once it is back, is used again without a question; another one is only
 *         offered: nobody is to be heard through a microphone that they did not choose.
 * Rule 2: a device that is listed and cannot be opened is not tried for ever: one attempt, then a
 *         button.
 *
 * @import {Sort} from "./devices.js"
 */

/** @typedef {{deviceId: string, label: string}} Listed */
/** @typedef {{how: "again"|"offer"|"wait", device: Listed|null}} Remedy */

export class LostDevice {
  sort;
  /** Whether it was on when it went. */
  on;
  /** What can be offered now. @type {Listed|null} */
  offer = null;

  #lost;
  #tried = false;

  /**
   * @param {Sort} sort
   * @param {Listed} lost
   * @param {boolean} on
   */
  constructor(sort, lost, on) {
    this.sort = sort;
    this.on = on;
    this.#lost = lost;
  }

  /**
   * What to do, now that these devices of the sort are there.
   * @param {readonly Listed[]} found
   * @returns {Remedy}
   */
  look(found) {
    const same = found.find((each) => this.#isSame(each));
    if (!same) this.#tried = false;
    if (same && !this.#tried) {
      this.#tried = true;
      return { how: "again", device: same };
    }
    this.offer = same ?? found[0] ?? null;
    return { how: this.offer ? "offer" : "wait", device: this.offer };
  }

  /**
   * By its id, or by its name: some systems give a device a new id when it is plugged in again.
   * @param {Listed} device
   */
  #isSame({ deviceId, label }) {
    return deviceId === this.#lost.deviceId || (label !== "" && label === this.#lost.label);
  }
}
