/**
 * Draws the room as it is now: each function makes one part of the page true.
 *
 * @import {Reaction, RoomEvent, Snapshot} from "../live/types.js"
 * @import {Parts} from "./parts.js"
 */

import { part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { announce } from "./announce.js";
import { deviceLine } from "./deviceline.js";
import { drawMirrors } from "./mirror.js";
import { networkLine } from "./network.js";
import { float, floatAll } from "./reactions.js";
import { drawShareLine, mayShare } from "./shareline.js";
import { stageLine } from "./stageline.js";
import { SpokenName } from "./spokenname.js";

export class Picture {
  /** Whether slides and events flow. */
  online = false;

  #parts;
  #takeBack;
  #spoken;

  /**
   * @param {Parts} parts
   * @param {() => void} takeBack Takes camera and microphone back from the other tab.
   */
  constructor(parts, takeBack) {
    this.#parts = parts;
    this.#takeBack = takeBack;
    this.#spoken = new SpokenName((name) => parts.notices.speak(t("{name} speaks", { name })));
  }

  /** @param {string} name */
  #part(name) {
    return part(this.#parts.body, name, HTMLElement);
  }

  /** @param {Snapshot} snapshot */
  stage(snapshot) {
    const { view, tiles, watch } = this.#parts;
    view.show(snapshot.decks, snapshot.position);
    const covered = tiles.screenShown;
    show(this.#part("stage-empty"), snapshot.position === null && !covered);
    show(this.#part("zoom"), snapshot.position !== null && !covered);
    watch.cover();
  }

  bar() {
    const { own, talk, tiles, bar, body, slidesOnly, store, share, audience, polls } = this.#parts;
    bar.draw({
      own: { audio: own.audio, video: own.video, possible: (!slidesOnly || own.stream !== null) && !audience.watches, full: own.full },
      hand: this.myHand !== null,
      audioOnly: tiles.audioOnly,
      talkOpen: talk.open === "chat",
      askOpen: talk.open === "questions",
      unreadChat: talk.unread("chat"),
      unreadQuestions: talk.unread("questions"),
      poll: { offered: polls.poll !== null, open: !polls.away, waits: polls.waits },
      share: mayShare(store.snapshot) ? (share.shared ? "on" : "off") : "never",
    });
    body.dataset["panel"] = talk.open ?? "";
  }

  /** The lines on top: network, devices, my shared screen; and the one button of a browser that waits. */
  lines() {
    const { views, tiles, own, notices, body, share, audience } = this.#parts;
    const inRoom = views.view === "room";
    drawShareLine(body, inRoom ? share : null);
    show(this.#part("resume"), inRoom && tiles.waits);
    const stopped = tiles.playing.some(({ state }) => state === "tap");
    const wish = stopped ? t("Tap to resume") : t("Tap to hear the others");
    say(part(this.#part("resume"), "text", HTMLElement), wish);
    if (!inRoom) return;
    const lost = tiles.playing.filter(({ state }) => state === "lost" || state === "blocked");
    notices.network(
      networkLine({
        online: this.online,
        // Who came only to listen is not told at length what they do not miss.
        own: own.full && !own.waiting ? "idle" : own.state,
        lost: lost.length,
        blocked: lost.some(({ state }) => state === "blocked"),
        weak: tiles.weak,
        takeBack: this.#takeBack,
      }),
    );
    const lack = audience.checks ? null : this.#parts.lack;
    notices.device(stageLine(lack, () => audience.tryAgain()) ?? deviceLine(own.troubles));
  }

  mirrors() {
    const { own, views, body, page } = this.#parts;
    const { stream, audio, video, state } = own;
    const inLobby = views.view === "lobby";
    const name = this.nameOf(page.me);
    drawMirrors(body, { stream, audio, video, state, inLobby, name });
  }

  /** What depends on my own devices. */
  own() {
    this.mirrors();
    this.bar();
    this.lines();
    this.#parts.devices.update();
    this.#parts.watch.equip();
  }

  /** @param {string} name Who speaks; "" when nobody does. */
  caption(name) {
    const caption = this.#part("caption");
    say(caption, name ? t("{name} speaks", { name }) : "");
    show(caption, name !== "");
    this.#spoken.hear(name);
  }

  /** Says what has happened, as far as it is not seen. @param {RoomEvent} event @param {Snapshot} snapshot */
  tellOf(event, snapshot) {
    const { notices, page } = this.#parts;
    const told = announce(event, snapshot, page);
    if (told.message) notices.message(told.message);
    else if (told.voice) notices.speak(told.voice);
    if (event.kind !== "reacted") return;
    const name = event.by === page.me ? t("You") : this.nameOf(event.by);
    float(this.#part("floats"), /** @type {Reaction} */ (event.reaction), name);
  }

  /** A crowd reacts. @param {Partial<Record<Reaction, number>>} counts */
  crowd(counts) {
    floatAll(this.#part("floats"), counts);
  }

  /** @param {string|undefined} id */
  nameOf(id) {
    const people = this.#parts.store.snapshot?.participants;
    return people?.find((each) => each.id === id)?.name ?? "";
  }

  /** Since when my hand is up. */
  get myHand() {
    const { store, page } = this.#parts;
    return store.snapshot?.participants.find(({ id }) => id === page.me)?.hand ?? null;
  }
}
