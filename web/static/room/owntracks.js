/**
 * The open devices of mine as one stream, whoever sends it: opened, exchanged, watched, closed.
 *
 * @import {Reason, Sort} from "../live/devices.js"
 * @import {OwnDevices} from "../live/owndevices.js"
 * @import {Lack} from "../live/types.js"
 */

import { blurAsBefore } from "../live/blur.js";
import { explain, open, reasonOf } from "../live/devices.js";
import { openInstead } from "../live/exchange.js";

export class OwnTracks {
  /** @type {MediaStream|null} Null: nothing was opened yet, or all is closed. */
  stream = null;
  /** Why devices did not open. @type {Partial<Record<Sort, Reason>>} */
  #reasons = {};
  #devices;
  #opening = false;
  #tried = false;

  /** @param {OwnDevices} devices Watches what is open. */
  constructor(devices) {
    this.#devices = devices;
  }

  get audio() {
    return this.stream?.getAudioTracks()[0];
  }

  get video() {
    return this.stream?.getVideoTracks()[0];
  }

  /** Why no device is open; null: one is, or none was tried yet. @returns {Lack|null} */
  get lack() {
    if (!this.#tried || this.#opening) return null;
    const open = this.stream?.getTracks().some(({ readyState }) => readyState === "live");
    return open ? null : (this.#reasons.microphone ?? this.#reasons.camera ?? "closed");
  }

  /**
   * Opens the devices, once.
   * @param {{audio: boolean, video: boolean}} start What is on at the beginning.
   * @returns {Promise<string[]|null>} Sentences on what could not be opened; null: all was open.
   */
  async open({ audio, video }) {
    if (this.stream || this.#opening) return null;
    this.#opening = true;
    // The microphone is opened muted rather than not at all, so that switching it on is instant.
    const { stream, problems, reasons } = await open({ camera: video, microphone: true });
    this.#opening = false;
    this.#tried = true;
    this.#reasons = reasons;
    for (const track of stream.getAudioTracks()) track.enabled = audio;
    this.#take(stream);
    void blurAsBefore(this.video);
    return Object.values(problems);
  }

  /** Opens a device in place of the one in use. @param {Sort} sort @param {string} [id] */
  another(sort, id) {
    return openInstead(sort, id, sort === "camera" ? this.video : this.audio);
  }

  /** Watches a fresh track, and makes it as was chosen before. @param {MediaStreamTrack} track */
  greet(track) {
    delete this.#reasons[track.kind === "video" ? "camera" : "microphone"];
    this.#watch(track);
    if (track.kind === "video") void blurAsBefore(track);
  }

  /** A device did not open. @param {Sort} sort @param {unknown} error @returns {string} The sentence on it. */
  missed(sort, error) {
    this.#reasons[sort] = reasonOf(error);
    return explain(error, sort);
  }

  /** In place of the one of its kind. @param {MediaStreamTrack} track */
  replace(track) {
    this.drop(track.kind);
    this.stream ??= new MediaStream();
    this.stream.addTrack(track);
  }

  /** Closes what is open of a kind. @param {string} kind */
  drop(kind) {
    for (const old of this.stream?.getTracks().filter((each) => each.kind === kind) ?? []) {
      old.stop();
      this.stream?.removeTrack(old);
    }
  }

  /**
   * Goes on with copies while `stop` stops the tracks that are sent.
   * @param {() => void} stop
   */
  outlive(stop) {
    const copies = this.stream?.getTracks().map((track) => track.clone());
    stop();
    if (copies) this.#take(new MediaStream(copies));
  }

  /** Closes all. */
  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }

  /** @param {MediaStream} stream */
  #take(stream) {
    this.stream = stream;
    for (const track of stream.getTracks()) this.#watch(track);
  }

  /** @param {MediaStreamTrack} track */
  #watch(track) {
    this.#devices.watch(track, () => this.stream?.getTracks().includes(track) ?? false);
  }
}
