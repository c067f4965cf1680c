/**
 * The faces: one tile for each person in the room, and mine.
 *
 * Rule 1: a tile says honestly what it shows: a picture, a name while the camera is off, "connecting",
 *         "paused" when media is lost. Who sends nothing is not shown as speaking.
 * Rule 2: who speaks is framed and named, as the server hears it, be their sound played here or not.
 *         Whose face is large is decided in live/mainface.js; the others stay where they are.
 * Rule 3: a shared screen takes the place of the slide, not of a face.
 * Rule 4: the picture of what is not seen is not asked for; see live/sight.js.
 *
 * @import {Participant, Snapshot, Stream} from "../live/types.js"
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { Emitter } from "../live/emitter.js";
import { play, Playback } from "../live/media.js";
import { facesOf, mainFace } from "../live/mainface.js";
import { Sight } from "../live/sight.js";
import { weakness } from "../live/weakline.js";
import { cameraOf, initialsOf, noteOf, screenOf } from "./faces.js";
import { drawPin } from "./pin.js";
import { SharedScreen } from "./sharedscreen.js";

/** More faces than these do not fit; the speaker is always among them. */
const MOST = 8;

/**
 * @typedef {object} TilesPlan
 * @property {string} room
 * @property {string} me
 * @property {() => string} token
 * @property {RTCIceServer[]} iceServers
 * @property {(view: {stream: string, height: number}) => Promise<unknown>} view
 */

/**
 * @typedef {object} Heard
 * @property {null} change
 */

/** @extends {Emitter<Heard>} */
export class Tiles extends Emitter {
  #plan;
  #list;
  #screen;
  #sight;
  /** Who speaks, as the server hears it. @type {string|null} */
  #speaking = null;
  /** Whom I keep large, for me alone. @type {string|null} */
  #mine = null;
  /** @type {Map<string, Playback>} */
  #playing = new Map();
  /** @type {Snapshot|null} */
  #snapshot = null;
  #audioOnly;

  /**
   * @param {HTMLElement} list
   * @param {SharedScreen} screen
   * @param {TilesPlan} plan
   * @param {boolean} audioOnly
   */
  constructor(list, screen, plan, audioOnly) {
    super();
    this.#list = list;
    this.#screen = screen;
    this.#plan = plan;
    this.#audioOnly = audioOnly;
    this.#sight = new Sight((view) => {
      this.#playing.get(view.stream)?.setWanted(view.height > 0);
      return plan.view(view);
    });
    this.#sight.want((id) => this.#wants(id));
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
    return this.#screen.shown;
  }

  /** Whether the browser wants a tap before it plays all of it. */
  get waits() {
    return this.playing.some((playback) => playback.waits);
  }

  /** What of all that we want is left out, because our line is weak. */
  get weak() {
    return weakness(this.playing);
  }

  /**
   * Sound without pictures of people, or all again. What is on stage is seen in either case.
   * @param {boolean} audioOnly
   */
  setAudioOnly(audioOnly) {
    this.#audioOnly = audioOnly;
    this.#sight.want((id) => this.#wants(id));
    if (!audioOnly) this.#endSoundOnly();
    if (this.#snapshot) this.update(this.#snapshot);
  }

  /** What the server sends of a stream now. @param {import("../live/volatiletypes.js").Viewing} viewing */
  setLevel({ stream, level }) {
    this.#playing.get(stream)?.setLevel(level);
  }

  /** @param {string|null} speaking Who speaks now. */
  hear(speaking) {
    this.#speaking = speaking;
    if (this.#snapshot) this.#drawTiles(this.#snapshot);
  }

  /** There is a new connection: the server must be told again what is seen. */
  lookAgain() {
    this.#sight.again();
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    this.#snapshot = snapshot;
    const others = snapshot.streams.filter(({ participant }) => participant !== this.#plan.me);
    this.#followStreams(others);
    this.#drawTiles(snapshot);
    this.#drawScreen(snapshot);
  }

  /** Plays what the browser would not play before a tap. */
  resume() {
    for (const playback of this.#playing.values()) if (playback.waits) void playback.resume();
  }

  /** Ends all playing: I am no longer in the room. */
  clear() {
    for (const id of [...this.#playing.keys()]) this.#end(id);
    this.#list.replaceChildren();
    this.#screen.hide();
    this.#snapshot = null;
  }

  close() {
    this.clear();
    this.#sight.close();
  }

  /** @param {Stream[]} streams */
  #followStreams(streams) {
    for (const id of [...this.#playing.keys()]) {
      if (!streams.some((each) => each.id === id)) this.#end(id);
    }
    for (const stream of streams) {
      const playback = this.#playing.get(stream.id) ?? this.#play(stream);
      playback.setSent(stream);
    }
  }

  /** Sound alone means the faces, not what is on stage. @param {string} id */
  #wants(id) {
    if (!this.#audioOnly) return true;
    return this.#snapshot?.streams.find((each) => each.id === id)?.kind === "screen";
  }

  /** @param {string} id */
  #end(id) {
    this.#playing.get(id)?.close();
    this.#playing.delete(id);
    this.#sight.forget(id);
  }

  /** Who came for the sound alone agreed with the server on no picture: those sessions are made anew. */
  #endSoundOnly() {
    for (const { id, audioOnly } of this.playing) if (audioOnly) this.#end(id);
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
    let was = playback.state;
    playback.addEventListener("change", () => {
      if (was === "connecting" || was === "lost") this.#sight.again(stream.id);
      was = playback.state;
      if (this.#snapshot) {
        this.#drawTiles(this.#snapshot);
        this.#drawScreen(this.#snapshot);
      }
      this.tell("change", null);
    });
    return playback;
  }

  /** @param {Snapshot} snapshot */
  #drawTiles(snapshot) {
    const looks = { speaking: this.#speaking, mine: this.#mine };
    const people = facesOf(snapshot, looks, MOST);
    const main = mainFace(snapshot, looks);
    follow(
      this.#list,
      people,
      ({ id }) => id,
      ({ id }) => this.#makeTile(id),
      (tile, person) => {
        this.#drawTile(tile, person, cameraOf(snapshot, person));
        tile.dataset["speaking"] = String(this.#speaking === person.id);
        tile.dataset["main"] = String(main.id === person.id);
        const pins = { pinned: snapshot.pinned === person.id, mine: this.#mine === person.id };
        drawPin(tile, person, { ...pins, several: people.length > 1 });
      },
    );
    this.#list.dataset["people"] = String(people.length);
    this.#list.dataset["main"] = main.why;
  }

  /** @param {string} id */
  #makeTile(id) {
    const tile = stamp("tile");
    part(tile, "pin", HTMLButtonElement).addEventListener("click", () => {
      this.#mine = this.#mine === id ? null : id;
      if (this.#snapshot) this.#drawTiles(this.#snapshot);
    });
    return tile;
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
    if (playback) this.#sight.watch(playback.id, video);
    const state = playback?.state ?? "none";
    const silent = playback?.stalled.has("audio") === true && !playback.waits;
    tile.dataset["state"] = state;
    say(part(tile, "name", HTMLElement), person.name);
    say(part(tile, "initials", HTMLElement), initialsOf(person.name));
    say(part(tile, "note", HTMLElement), noteOf(state, person, { audioOnly: this.#audioOnly, stream, silent, soundless: playback?.soundless === true }));
    show(part(tile, "silent", HTMLElement), stream !== undefined && (!stream.audio || silent));
    show(part(tile, "raised", HTMLElement), person.hand !== null);
  }

  /** @param {Snapshot} snapshot */
  #drawScreen(snapshot) {
    const stream = screenOf(snapshot, this.#plan.me);
    const playback = stream && this.#playing.get(stream.id);
    if (!playback) return this.#screen.hide();
    const by = snapshot.participants.find(({ id }) => id === stream.participant);
    this.#screen.show(playback, by?.name ?? "");
    this.#sight.watch(playback.id, this.#screen.video);
  }
}
