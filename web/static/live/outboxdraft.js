/**
 * The draft of this tab: what becomes an event if the page dies without a word.
 *
 * Rule 1: a draft has the id that the event itself will have, so whichever of the two is sent, the
 *         fact is stored once.
 *
 * @import {EngagementEvent} from "./engagementtypes.js"
 * @import {Disk, Draft} from "./outboxdisk.js"
 */

import { noteSettled, wasSettled } from "./tab.js";

/** @typedef {Omit<Draft, "event">} Owner Whose it is. */

export class DraftSlot {
  #disk;
  #owner;
  /** @type {string|null} Id of the event that the present draft will be. */
  #id = null;

  /** @param {Disk} disk @param {Owner} owner */
  constructor(disk, owner) {
    this.#disk = disk;
    this.#owner = owner;
  }

  /** Keeps an event as the draft, in place of the one before. @param {EngagementEvent} event */
  put(event) {
    this.#id ??= event.id;
    void this.#disk.draft({ ...this.#owner, event: { ...event, id: this.#id } });
  }

  /**
   * The event as it takes the draft's place. The draft itself goes as that is written to the disk.
   * @param {EngagementEvent} event
   */
  settle(event) {
    if (this.#id === null) return event;
    const settled = { ...event, id: this.#id };
    noteSettled(this.#owner.session, this.#id);
    this.#id = null;
    return settled;
  }

  /** Gives the draft up, unsent. */
  async drop() {
    this.#id = null;
    await this.#disk.dropDraft(this.#owner.session);
  }
}

/** Whether a draft that was found on the disk has become its event before. @param {Draft} draft */
export const isSettled = ({ session, event }) => wasSettled(session, event.id);
