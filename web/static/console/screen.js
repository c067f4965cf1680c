/**
 * Screens in the place of the slide: the rep's own, with a line that says whether it gets through,
 * and somebody else's.
 *
 * Rule 1: while my own is shared a line over the slide says so, with the ways to change and end it.
 * Rule 2: somebody else's is seen and heard here as the others see and hear it.
 */

import { part } from "../live/dom.js";
import { canShare, ScreenShare } from "../live/screenshare.js";
import { screenOf } from "../room/faces.js";
import { SharedScreen } from "../room/sharedscreen.js";
import { drawShareLine } from "../room/shareline.js";
import { toast } from "../ui/toast.js";

/**
 * @import {SharePlan} from "../live/screenshare.js"
 * @import {Snapshot} from "../live/types.js"
 * @import {Faces} from "./faces.js"
 */

export class Screen {
  /** @type {Snapshot | null} */
  #snapshot = null;

  /**
   * @param {HTMLElement} stage
   * @param {SharePlan} plan
   * @param {Faces} faces
   */
  constructor(stage, plan, faces) {
    this.stage = stage;
    this.me = plan.me;
    this.faces = faces;
    this.share = new ScreenShare(plan);
    this.other = new SharedScreen(part(stage, "shared", HTMLElement));
    this.button = part(stage, "screen", HTMLButtonElement);
    this.button.hidden = !canShare();
    this.button.addEventListener("click", () => void this.toggle());
    const on = (/** @type {string} */ name, /** @type {() => void} */ act) =>
      part(stage, name, HTMLButtonElement).addEventListener("click", act);
    on("change-sharing", () => void this.share.change());
    on("stop-sharing", () => this.share.stop());
    this.share.on("change", () => this.#draw());
    this.share.on("problem", (problem) => toast(problem, "wait"));
    faces.addEventListener("change", () => this.#drawOther());
  }

  async toggle() {
    await this.share.toggle();
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.share.update(snapshot);
    this.#drawOther();
  }

  /** For good: the meeting is over. */
  close() {
    this.share.close();
    this.other.hide();
  }

  #draw() {
    this.button.setAttribute("aria-pressed", String(this.share.shared));
    drawShareLine(this.stage, this.share);
  }

  #drawOther() {
    const snapshot = this.#snapshot;
    const stream = snapshot ? screenOf(snapshot, this.me) : undefined;
    if (!snapshot || !stream) return this.other.hide();
    const by = snapshot.participants.find(({ id }) => id === stream.participant);
    this.other.show(this.faces.play(stream), by?.name ?? "");
    this.faces.watch(stream.id, this.other.video);
  }
}
