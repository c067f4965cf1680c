/**
 * The Socket.IO connection of one tab.
 *
 * Rule 1: WebSocket only; the server takes nothing else for rooms.
 * Rule 2: nothing is queued while the wire is cut: `send` fails at once with the code "offline".
 *         What must not be lost goes through the outbox, which keeps it on disk.
 * Rule 3: every connect re-joins, because the server remembers nothing of a socket; the answer
 *         brings the snapshot, and that snapshot is the truth whatever we believed before.
 * Rule 4: a cut is noticed within 20 s by the server's ping (10 s + 10 s), sooner when the browser
 *         says that the network has changed.
 *
 * @import {Device} from "./engagementtypes.js"
 * @import {RoomEvent, Status} from "./types.js"
 * @import {Audience, Measured, Pointer} from "./volatiletypes.js"
 * @import {Presence, Speaking, Tally, Viewing} from "./volatiletypes.js"
 * @import {Socket} from "../vendor/socket.io.esm.min.js"
 */

import { io } from "../vendor/socket.io.esm.min.js";
import { Emitter } from "./emitter.js";
import { connectionDelay } from "./retry.js";

const ACK_MS = 10_000;
const PROBE_MS = 4_000;
const OPEN_MS = 10_000;

/** Codes after which trying again is of no use to the person. */
const FINAL = new Set(["banned", "room-ended", "not-found", "revoked", "cancelled", "locked"]);

/**
 * What `on` may listen to, and what it is given.
 * @typedef {object} Heard
 * @property {Status} status About me alone; also after each join.
 * @property {RoomEvent} event
 * @property {Pointer} pointer
 * @property {Presence} presence
 * @property {{people: Measured[]}} quality
 * @property {Viewing} viewing What the server sends me of a stream now.
 * @property {Speaking} speaking
 * @property {Tally} tally
 * @property {Audience} audience
 * @property {{again: boolean}} online Joined; `again` after a cut.
 * @property {{reason: string}} offline The wire is cut; we try again by ourselves.
 * @property {CommandError} refused The server will not have us; nothing is tried again.
 */

/** A command that was refused or got no answer; `code` is stable, `message` is for people. */
export class CommandError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = "CommandError";
    this.code = code;
  }
}

/** What the server says that is handed on as it is. */
const TOLD = /** @type {const} */ ([
  "status",
  "event",
  "pointer",
  "presence",
  "quality",
  "viewing",
  "speaking",
  "tally",
  "audience",
]);

/**
 * @typedef {object} ConnectionPlan
 * @property {string} token Participant token.
 * @property {string} tab UUID of this tab, the same over reloads.
 * @property {Device} device
 * @property {() => Promise<string>} [renew] Brings a fresh token when the old one has expired;
 *   fails with a CommandError when there is none to be had.
 * @property {string} [url] Where the server is; the page's own origin by default.
 */

/** @extends {Emitter<Heard>} */
export class Connection extends Emitter {
  /** @type {"idle"|"connecting"|"online"|"offline"|"closed"} */
  state = "idle";

  #plan;
  #token;
  /** @type {Socket} */
  #socket;
  #attempt = 0;
  #joinedBefore = false;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  #ears = new AbortController();

  /** @param {ConnectionPlan} plan */
  constructor(plan) {
    super();
    this.#plan = plan;
    this.#token = plan.token;
    this.#socket = io(plan.url ?? location.origin, {
      path: "/socket.io",
      transports: ["websocket"],
      reconnection: false,
      autoConnect: false,
      forceNew: true,
      timeout: OPEN_MS,
      auth: (give) => give({ token: this.#token, tab: plan.tab }),
    });
    this.#listen();
  }

  /** The participant token in use; it may have been renewed. */
  get token() {
    return this.#token;
  }

  /** Opens the connection; everything after that happens by itself. */
  start() {
    if (this.state !== "idle") return;
    const { signal } = this.#ears;
    addEventListener("online", () => this.#networkChanged(), { signal });
    addEventListener("offline", () => void this.#probe(), { signal });
    addEventListener("pageshow", () => void this.#probe(), { signal });
    this.#open();
  }

  /** Leaves for good. May be called twice. */
  close() {
    this.state = "closed";
    clearTimeout(this.#timer);
    this.#ears.abort();
    this.#socket.disconnect();
  }

  /**
   * Sends a command and brings its answer. Fails with a CommandError: the server's code, or
   * "offline" (not sent), or "timeout" (sent, no answer: it may or may not have happened).
   * @param {string} name
   * @param {object} [payload]
   * @param {number} [within] Milliseconds to wait for the answer.
   * @returns {Promise<any>}
   */
  async send(name, payload = {}, within = ACK_MS) {
    if (!this.#socket.connected) throw new CommandError("offline", "There is no connection.");
    const answer = await this.#socket
      .timeout(within)
      .emitWithAck(name, payload)
      .catch(() => {
        throw new CommandError("timeout", "The server did not answer in time.");
      });
    if (answer?.error) throw new CommandError(answer.error.code, answer.error.message);
    return answer;
  }

  /**
   * Sends something that only matters now: dropped when the wire is cut or busy.
   * @param {string} name
   * @param {object} payload
   */
  hint(name, payload) {
    if (this.#socket.connected) this.#socket.volatile.emit(name, payload);
  }

  #listen() {
    const socket = this.#socket;
    socket.on("connect", () => void this.#join());
    socket.on("disconnect", (reason) => this.#cut(String(reason)));
    socket.on("connect_error", (error) => void this.#notConnected(error));
    socket.on("moved", (move) => this.#move(Number(move?.in_ms) || 0));
    for (const name of TOLD) socket.on(name, (detail) => this.tell(name, detail));
  }

  #open() {
    clearTimeout(this.#timer);
    if (this.state === "closed" || this.#socket.connected) return;
    this.state = "connecting";
    this.#socket.connect();
  }

  async #join() {
    try {
      const status = await this.send("join", { device: this.#plan.device });
      this.#attempt = 0;
      this.state = "online";
      this.tell("online", { again: this.#joinedBefore });
      this.#joinedBefore = true;
      this.tell("status", status);
    } catch (error) {
      this.#notJoined(/** @type {CommandError} */ (error));
    }
  }

  /** @param {CommandError} error */
  #notJoined(error) {
    if (FINAL.has(error.code)) {
      this.#giveUp(error);
      return;
    }
    this.#attempt += 1;
    this.#hangUp();
  }

  /** @param {string} reason */
  #cut(reason) {
    if (this.state === "closed") return;
    const was = this.state;
    this.state = "offline";
    if (was === "online") this.tell("offline", { reason });
    this.#later(connectionDelay(this.#attempt));
  }

  /** @param {Error & {data?: {code?: string, message?: string}}} error */
  async #notConnected(error) {
    if (this.state === "closed") return;
    const code = error.data?.code ?? "";
    if (FINAL.has(code)) {
      this.#giveUp(new CommandError(code, error.data?.message ?? error.message));
      return;
    }
    this.#hangUp();
    if (code && !(await this.#renew())) return;
    this.state = "offline";
    this.tell("offline", { reason: "unreachable" });
    this.#attempt += 1;
    this.#later(connectionDelay(this.#attempt));
  }

  /** @returns {Promise<boolean>} Whether trying again is of use. */
  async #renew() {
    try {
      this.#token = (await this.#plan.renew?.()) ?? this.#token;
    } catch (error) {
      // When the page cannot be reached either, the next attempt asks again.
      if (!(error instanceof CommandError)) return true;
      this.#giveUp(error);
      return false;
    }
    return true;
  }

  /** @param {CommandError} error */
  #giveUp(error) {
    this.close();
    this.tell("refused", error);
  }

  /** Ends the transport, which the server may have kept open, so that `connect` begins anew. */
  #hangUp() {
    this.#socket.disconnect();
    if (this.state !== "closed") this.#cut("hang up");
  }

  /** @param {number} ms */
  #later(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), ms);
  }

  /**
   * The server stops: go at a random time, so that the next one is not hit by all at once.
   * @param {number} within
   */
  #move(within) {
    setTimeout(() => {
      if (this.state !== "online") return;
      this.#attempt = 0;
      this.#hangUp();
    }, Math.random() * within);
  }

  #networkChanged() {
    if (this.#socket.connected) void this.#probe();
    else if (this.state === "offline") {
      this.#attempt = 0;
      this.#later(connectionDelay(0));
    }
  }

  /** Asks for a sign of life; a wire that gives none is cut now instead of after the ping. */
  async #probe() {
    if (this.state !== "online") return;
    try {
      await this.send("snapshot", {}, PROBE_MS);
    } catch (error) {
      if (/** @type {CommandError} */ (error).code === "timeout") this.#hangUp();
    }
  }
}
