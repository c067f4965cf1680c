/**
 * What is captured, as the HCP sees it during the meeting, and taking it back.
 *
 * Rule 1: while attention is captured a line at the top says so, and one click ends it.
 * Rule 2: what is taken back stops here first, then at the server; the box in this browser is emptied.
 *
 * @import {CaptureConsent} from "../live/engagementtypes.js"
 */

import { part, say, show } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { t } from "../live/words.js";

/** @typedef {"capture"|"attention"|"recording"} Field */

/** @type {Record<Field, keyof CaptureConsent>} */
const MEANS = { capture: "slides", attention: "attention", recording: "recording" };

/**
 * @typedef {object} Heard
 * @property {CaptureConsent} change
 * @property {string} problem
 */

/** @extends {Emitter<Heard>} */
export class Consents extends Emitter {
  #root;
  #dialog;
  #address;
  #now;

  /**
   * @param {HTMLElement} root
   * @param {CaptureConsent} given
   * @param {string} address
   */
  constructor(root, given, address) {
    super();
    this.#root = root;
    this.#now = { ...given };
    this.#address = address;
    this.#dialog = part(root, "captured", HTMLDialogElement);
    part(root, "attention-stop", HTMLButtonElement).addEventListener(
      "click",
      () => void this.withdraw("attention"),
    );
    for (const field of fields()) {
      this.#stop(field).addEventListener("click", () => void this.withdraw(field));
    }
    this.#draw();
  }

  /** @returns {Readonly<CaptureConsent>} */
  get now() {
    return this.#now;
  }

  open() {
    this.#dialog.showModal();
  }

  /**
   * Takes one consent back. Capturing has stopped when this returns, whatever the network does.
   * @param {Field} field
   */
  async withdraw(field) {
    this.#set({
      ...this.#now,
      [MEANS[field]]: false,
      ...(field === "capture" && { attention: false }),
    });
    if (await this.#tell(field)) return;
    this.tell(
      "problem",
      t("It has stopped here. The server could not be told yet; it is tried again."),
    );
    setTimeout(() => void this.#insist(field), AGAIN_MS);
  }

  /** @param {Field} field */
  async #insist(field) {
    if (!(await this.#tell(field))) setTimeout(() => void this.#insist(field), AGAIN_MS);
  }

  /**
   * @param {Field} field
   * @returns {Promise<boolean>} Whether the server has heard it; a refusal counts.
   */
  async #tell(field) {
    const body = new URLSearchParams({ withdraw: field });
    const headers = { Accept: "application/json" };
    try {
      return (await fetch(this.#address, { method: "POST", headers, body })).status < 500;
    } catch {
      return false;
    }
  }

  /** @param {CaptureConsent} now */
  #set(now) {
    this.#now = now;
    this.#draw();
    this.tell("change", now);
  }

  /** @param {Field} field */
  #line(field) {
    return part(this.#dialog, `captured-${field}`, HTMLElement);
  }

  /** @param {Field} field */
  #stop(field) {
    return part(this.#line(field), "stop", HTMLButtonElement);
  }

  #draw() {
    show(part(this.#root, "attention-line", HTMLElement), this.#now.attention);
    for (const field of fields()) {
      const on = this.#now[MEANS[field]];
      say(
        part(this.#line(field), "state", HTMLElement),
        on ? t("You have agreed.") : t("Not captured."),
      );
      show(this.#stop(field), on);
    }
  }
}

const AGAIN_MS = 10_000;

const fields = () => /** @type {Field[]} */ (Object.keys(MEANS));
