/**
 * The rep's screen instead of the slide, for what is no deck: a second stream of the room.
 *
 * Rule 1: while it is shared a line over the slide says so, with the way to end it.
 * Rule 2: ending it in the browser's own bar ends it here too.
 */

import { part } from "../live/dom.js";
import { publish } from "../live/media.js";
import { t } from "../live/words.js";
import { toast } from "../ui/toast.js";

/** @import {Publication} from "../live/media.js" */

export class Screen {
  /** @type {Publication | null} */
  #publication = null;

  /**
   * @param {HTMLElement} stage
   * @param {{room: string, token: () => string, iceServers: RTCIceServer[]}} plan
   */
  constructor(stage, plan) {
    this.plan = plan;
    this.button = part(stage, "screen", HTMLButtonElement);
    this.sign = part(stage, "sharing", HTMLElement);
    this.button.hidden = !navigator.mediaDevices || !("getDisplayMedia" in navigator.mediaDevices);
    this.button.addEventListener("click", () => void this.toggle());
    part(stage, "stop-sharing", HTMLButtonElement).addEventListener("click", () => this.close());
  }

  async toggle() {
    if (this.#publication) this.close();
    else await this.#share();
  }

  /** Share no more. May be called twice. */
  close() {
    this.#publication?.close();
    this.#publication = null;
    this.#draw();
  }

  async #share() {
    const stream = await ask();
    if (!stream) return;
    const { room, token, iceServers } = this.plan;
    const publication = publish(room, token, stream, { kind: "screen", iceServers });
    this.#publication = publication;
    publication.addEventListener("change", () => {
      if (publication === this.#publication && !publication.video) this.close();
    });
    this.#draw();
  }

  #draw() {
    const shared = this.#publication !== null;
    this.button.setAttribute("aria-pressed", String(shared));
    this.sign.hidden = !shared;
  }
}

/** The screen that the rep chooses; null when she thinks better of it. @returns {Promise<MediaStream | null>} */
async function ask() {
  try {
    return await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: true });
  } catch (error) {
    const changedHerMind = error instanceof DOMException && error.name === "NotAllowedError";
    if (!changedHerMind) toast(t("The screen could not be shared."), "wait");
    return null;
  }
}
