/**
 * Makes what the room knows of my stream agree with what is true here, again and again, so that a
 * lost message is not believed for long.
 *
 * @import {Snapshot, Stream} from "./types.js"
 */

const TELL_AGAIN_MS = 5_000;

/**
 * @typedef {object} Truth
 * @property {boolean} audio
 * @property {boolean} video
 */

export class Agreement {
  #me;
  #kind;
  #tell;
  /** @type {Snapshot|null} */
  #snapshot = null;
  #told = { what: "", at: -TELL_AGAIN_MS };

  /**
   * @param {string} me
   * @param {Stream["kind"]} kind
   * @param {(state: {stream: string} & Truth) => Promise<unknown>} tell
   */
  constructor(me, kind, tell) {
    this.#me = me;
    this.#kind = kind;
    this.#tell = tell;
  }

  /** What the room knows now. @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
  }

  /**
   * My stream in the room.
   * @param {Snapshot|null} [snapshot] The last one by default.
   * @returns {Stream|undefined}
   */
  published(snapshot = this.#snapshot) {
    return snapshot?.streams.find(
      ({ participant, kind }) => participant === this.#me && kind === this.#kind,
    );
  }

  /**
   * Tells the room what is on, when it believes something else.
   * @param {() => Truth|null} look What is true now; null: nothing is sent.
   */
  keep(look) {
    const known = this.published();
    const truth = look();
    if (!known || !truth) return;
    if (known.audio === truth.audio && known.video === truth.video) return;
    const what = JSON.stringify([known, truth]);
    const now = performance.now();
    if (what === this.#told.what && now - this.#told.at < TELL_AGAIN_MS) return;
    this.#told = { what, at: now };
    this.#tell({ stream: known.id, ...truth }).catch(() =>
      setTimeout(() => this.keep(look), TELL_AGAIN_MS),
    );
  }
}
