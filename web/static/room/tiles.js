/**
 * The faces: one tile for each person in the room, and mine.
 *
 * Rule 1: a tile says honestly what it shows: a picture, a name while the camera is off, "connecting",
 *         "paused" when media is lost, a button when the browser wants a tap before it plays.
 * Rule 2: who speaks is framed and named; on a narrow screen only that tile is shown.
 * Rule 3: a shared screen takes the place of the slide, not of a face.
 *
 * @import {Participant, Snapshot, Stream} from "../live/types.js"
 */

import { follow, part, say, show, stamp } from "../live/dom.js";
import { Emitter } from "../live/emitter.js";
import { play, Playback } from "../live/media.js";
import { t } from "../live/words.js";
import { Speaker } from "./speaker.js";

/** More faces than these do not fit; the speaker is always among them. */
const MOST = 8;
const LISTEN_MS = 200;

/**
 * @typedef {object} TilesPlan
 * @property {string} room
 * @property {string} me
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 */

/**
 * @typedef {object} Heard
 * @property {null} change
 * @property {{name: string}|null} speaker
 */

/** @extends {Emitter<Heard>} */
export class Tiles extends Emitter {
  #plan;
  #list;
  #screen;
  #speaker = new Speaker();
  /** @type {Map<string, Playback>} */
  #playing = new Map();
  /** @type {Snapshot|null} */
  #snapshot = null;
  #audioOnly;
  #timer;

  /**
   * @param {HTMLElement} list
   * @param {HTMLVideoElement} screen
   * @param {TilesPlan} plan
   * @param {boolean} audioOnly
   */
  constructor(list, screen, plan, audioOnly) {
    super();
    this.#list = list;
    this.#screen = screen;
    this.#plan = plan;
    this.#audioOnly = audioOnly;
    this.#timer = setInterval(() => this.#listen(), LISTEN_MS);
  }

  /** Every stream that is played now. */
  get playing() {
    return [...this.#playing.values()];
  }

  get audioOnly() {
    return this.#audioOnly;
  }

  /** Whether a shared screen is in the slide's place. */
  get screenShown() {
    return !this.#screen.hidden;
  }

  /**
   * Sound without pictures, or all again.
   * @param {boolean} audioOnly
   */
  setAudioOnly(audioOnly) {
    this.#audioOnly = audioOnly;
    this.clear();
    if (this.#snapshot) this.update(this.#snapshot);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    const others = snapshot.streams.filter(({ participant }) => participant !== this.#plan.me);
    this.#followStreams(others);
    this.#drawTiles(snapshot);
    this.#drawScreen(others.find(({ kind }) => kind === "screen"));
  }

  /** Plays what the browser would not play before a tap. */
  resume() {
    for (const playback of this.#playing.values()) {
      if (playback.state === "tap") void playback.resume();
    }
  }

  /** Ends all playing: I am no longer in the room. */
  clear() {
    for (const playback of this.#playing.values()) playback.close();
    this.#playing.clear();
    this.#list.replaceChildren();
    show(this.#screen, false);
    this.#snapshot = null;
  }

  close() {
    clearInterval(this.#timer);
    this.clear();
  }

  /** @param {Stream[]} streams */
  #followStreams(streams) {
    for (const [id, playback] of this.#playing) {
      if (streams.some((each) => each.id === id)) continue;
      playback.close();
      this.#playing.delete(id);
    }
    for (const stream of streams) {
      const playback = this.#playing.get(stream.id) ?? this.#play(stream);
      playback.setVideo(stream.video && !this.#audioOnly);
    }
  }

  /** @param {Stream} stream */
  #play(stream) {
    const { room, token, iceServers } = this.#plan;
    const playback = play(room, stream.id, token, {
      iceServers,
      audioOnly: this.#audioOnly && stream.kind === "camera",
      mayRestart: () => this.#playing.get(stream.id) === playback,
    });
    this.#playing.set(stream.id, playback);
    playback.addEventListener("change", () => {
      if (this.#snapshot) this.#drawTiles(this.#snapshot);
      this.tell("change", null);
    });
    return playback;
  }

  /** @param {Snapshot} snapshot */
  #drawTiles(snapshot) {
    const people = this.#people(snapshot);
    follow(
      this.#list,
      people,
      ({ id }) => id,
      () => stamp("tile"),
      (tile, person) => this.#drawTile(tile, person, cameraOf(snapshot, person)),
    );
    this.#list.dataset["people"] = String(people.length);
  }

  /**
   * Hosts first, then those with a camera, then the others; as many as fit.
   * @param {Snapshot} snapshot
   */
  #people(snapshot) {
    /** @param {Participant} person */
    const rank = (person) => {
      if (person.id === this.#speaker.id) return 0;
      if (person.role === "host") return 1;
      return cameraOf(snapshot, person) ? 2 : 3;
    };
    const others = snapshot.participants.filter(
      ({ id, state }) => id !== this.#plan.me && (state === "present" || state === "reconnecting"),
    );
    const chosen = new Set([...others].sort((a, b) => rank(a) - rank(b)).slice(0, MOST));
    return others.filter((person) => chosen.has(person));
  }

  /**
   * @param {HTMLElement} tile
   * @param {Participant} person
   * @param {Stream|undefined} stream
   */
  #drawTile(tile, person, stream) {
    const playback = stream && this.#playing.get(stream.id);
    const video = part(tile, "video", HTMLVideoElement);
    if (playback && video.srcObject !== playback.stream) playback.attach(video);
    const state = playback?.state ?? "none";
    tile.dataset["state"] = state;
    tile.dataset["speaking"] = String(this.#speaker.id === person.id);
    tile.dataset["main"] = String(this.#isMain(person));
    say(part(tile, "name", HTMLElement), person.name);
    say(part(tile, "initials", HTMLElement), initialsOf(person.name));
    say(part(tile, "note", HTMLElement), noteOf(state, person, this.#audioOnly));
    show(part(tile, "silent", HTMLElement), stream !== undefined && !stream.audio);
    show(part(tile, "raised", HTMLElement), person.hand !== null);
    const tap = part(tile, "tap", HTMLButtonElement);
    show(tap, state === "tap");
    tap.onclick = () => this.resume();
  }

  /**
   * The one face that a narrow screen shows: who speaks, else the host.
   * @param {Participant} person
   */
  #isMain(person) {
    const people = this.#snapshot?.participants ?? [];
    const speaking = people.some(({ id }) => id === this.#speaker.id && id !== this.#plan.me);
    if (speaking) return person.id === this.#speaker.id;
    const host = people.find(({ role, id }) => role === "host" && id !== this.#plan.me);
    return host ? person.id === host.id : true;
  }

  /** @param {Stream|undefined} stream */
  #drawScreen(stream) {
    const playback = stream && this.#playing.get(stream.id);
    if (playback && this.#screen.srcObject !== playback.stream) playback.attach(this.#screen);
    show(this.#screen, playback !== undefined);
  }

  #listen() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    const levels = snapshot.streams
      .filter(({ audio }) => audio)
      .map(({ id, participant }) => ({
        id: participant,
        level: this.#playing.get(id)?.level() ?? 0,
      }));
    if (!this.#speaker.hear(levels, performance.now())) return;
    this.#drawTiles(snapshot);
    const name = snapshot.participants.find(({ id }) => id === this.#speaker.id)?.name;
    this.tell("speaker", name === undefined ? null : { name });
  }
}

/** @param {Snapshot} snapshot @param {Participant} person */
function cameraOf({ streams }, { id }) {
  return streams.find(({ participant, kind }) => participant === id && kind === "camera");
}

/**
 * First letters, without titles.
 * @param {string} name
 */
export function initialsOf(name) {
  const words = name
    .replace(/\b(Dr|Prof|Med)\b\.?/gi, "")
    .trim()
    .split(/\s+/);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
  return (first.slice(0, 1) + (last ?? "").slice(0, 1)).toUpperCase();
}

/**
 * What is to be said about a face that is not seen.
 * @param {string} state
 * @param {Participant} person
 * @param {boolean} audioOnly
 */
function noteOf(state, person, audioOnly) {
  if (person.state === "reconnecting") return t("Reconnecting …");
  if (state === "connecting") return t("Connecting …");
  if (state === "lost") return t("Paused");
  if (state === "blocked") return t("No way through for video");
  if (state === "refused") return t("Not available");
  if (state === "paused" && !audioOnly) return t("Camera off");
  return "";
}
