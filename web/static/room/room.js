/**
 * The room of an HCP: joins it and keeps every part of the page true.
 *
 * Rule 1: one way round: a press sends a command, the server's event changes the store, the store
 *         redraws (picture.js). What depends on this computer alone (own camera, zoom) is shown at
 *         once. What is pressed is presses.js's.
 * Rule 2: slides never wait for video: they come over the connection, video has its own way.
 * Rule 3: in the lobby, on hold and after the end nothing is sent and nothing is captured.
 *
 * @import {Role, RoomEvent, Snapshot, Status} from "../live/types.js"
 * @import {HcpPage} from "./page.js"
 */

import { part, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { Parts } from "./parts.js";
import { Picture } from "./picture.js";
import { Presses } from "./presses.js";
import { endText } from "./sentences.js";

/** @type {ReadonlySet<Role>} See DESK in rooms/roles.py. */
const DESK = new Set(/** @type {const} */ (["host", "presenter", "moderator"]));

/** Pure. @param {Role} role @param {Record<string, string>} urls */
export const worksAtDesk = (role, urls) => Boolean(urls["desk"]) && DESK.has(role);

export class Room {
  #page;
  #body = document.body;
  #parts;
  #picture;
  #left = false;

  /**
   * @param {HcpPage} page
   * @param {string} tab
   */
  constructor(page, tab) {
    this.#page = page;
    this.#parts = new Parts(page, tab);
    this.#picture = new Picture(this.#parts, () => this.#takeBack());
  }

  async start() {
    this.#listenToWire();
    new Presses(this.#parts, this.#picture, () => void this.#leave()).listen();
    this.#listenToMedia();
    this.#listenToParts();
    await this.#parts.watch.start();
    this.#parts.connection.start();
  }

  #listenToWire() {
    const { connection, store, view, tiles, speaking } = this.#parts;
    connection.on("status", (status) => this.#status(status));
    connection.on("event", (event) => store.receive(event));
    connection.on("pointer", (pointer) => view.point(pointer));
    connection.on("speaking", (told) => speaking.hear(told));
    speaking.on("change", () => this.#speakerChanged());
    connection.on("tally", (tally) => {
      store.count(tally);
      this.#picture.crowd(tally.reactions);
    });
    connection.on("viewing", (viewing) => tiles.setLevel(viewing));
    connection.on("online", ({ again }) => this.#back(again));
    connection.on("offline", () => this.#away());
    connection.on("refused", ({ code }) => this.#refused(code));
    store.subscribe((snapshot, event, whole) => {
      // Counts of a crowd come without an event, and say nothing of who speaks.
      if (whole) speaking.reset(snapshot);
      this.#changed(snapshot, event);
    });
  }

  #listenToMedia() {
    const { own, tiles, share, notices } = this.#parts;
    own.on("change", () => this.#picture.own());
    own.on("problem", (problem) => this.#problem(problem));
    own.on("taken", () => this.#taken());
    own.on("placed", () =>
      notices.message(
        t("There is a place on stage for you now: switch microphone or camera on when you like."),
      ),
    );
    share.on("change", () => this.#shareChanged());
    share.on("problem", (problem) => notices.message(problem));
    tiles.on("change", () => this.#picture.lines());
  }

  #listenToParts() {
    const { talk, polls, consents, notices, watch, view } = this.#parts;
    talk.on("change", () => this.#picture.bar());
    polls.on("change", () => this.#picture.bar());
    talk.on("problem", (problem) => notices.message(problem));
    consents.on("change", (consent) => void watch.allow(consent));
    consents.on("problem", (problem) => notices.message(problem));
    const stage = part(this.#body, "stage", HTMLElement);
    view.on("shown", () => stage.style.setProperty("--slide-ratio", String(view.ratio)));
    view.on("viewed", ({ scale }) =>
      show(part(this.#body, "zoom-whole", HTMLElement), scale > 1),
    );
  }

  // -- what the server says ----------------------------------------------------------------------

  /** @param {Status} status */
  #status({ state, reason, snapshot, host, phase, live_at: liveAt }) {
    this.#parts.soon.stop();
    if (snapshot) this.#parts.store.reset(snapshot);
    if (snapshot && worksAtDesk(snapshot.role, this.#page.urls)) return this.#toDesk();
    if (state === "present") this.#enter();
    else this.#stayOut();
    // Who knocks while a webinar is live was put out of it, and waits for somebody, not for the show.
    const early = state === "lobby" && this.#page.webinar && phase !== "live";
    // In the room it is the break that offers it.
    if (state !== "present") this.#parts.music.offer(early);
    if (early) this.#parts.soon.wait(liveAt ?? null);
    else if (state === "lobby") this.#waitInLobby(host === true);
    if (state === "held") this.#parts.views.held();
    if (state === "refused") this.#parts.views.refused(reason ?? "");
    if (state === "removed") this.#parts.views.removed(reason ?? "");
    if (state === "ended") void this.#ended(reason);
  }

  /** Whoever works at the console waits and reads refusals here, and then goes there. */
  #toDesk() {
    this.#left = true;
    this.#parts.connection.close();
    location.replace(this.#page.urls["desk"] ?? "");
  }

  #enter() {
    const { views, watch, own, store, slidesOnly, audience } = this.#parts;
    views.room();
    // What came with the status was not drawn at the door; and no event need follow it.
    if (store.snapshot) this.#changed(store.snapshot, null);
    this.#picture.mirrors();
    watch.room(true);
    if (audience.watches) this.#listenOnly();
    else if (!slidesOnly || own.stream) void own.publish();
  }

  #stayOut() {
    this.#parts.audience.forget();
    this.#parts.watch.room(false);
    this.#parts.own.unpublish();
    this.#parts.share.stop();
    this.#parts.tiles.clear();
    this.#parts.notices.network(null);
    this.#parts.notices.device(null);
    this.#picture.lines();
  }

  /** @param {boolean} hostIsHere */
  #waitInLobby(hostIsHere) {
    this.#parts.views.lobby(hostIsHere);
    if (!this.#parts.slidesOnly) void this.#parts.own.open();
  }

  /** @param {string|null} [reason] */
  async #ended(reason) {
    if (this.#left) return;
    this.#left = true;
    this.#stayOut();
    this.#parts.views.goodbye(endText(this.#page, reason ?? ""), false);
    await this.#finish();
    this.#goOn("&over=1");
  }

  async #leave() {
    this.#left = true;
    this.#stayOut();
    this.#parts.views.goodbye(
      this.#page.webinar
        ? t("You have left the webinar.")
        : t("You have left the meeting with {host}.", { host: this.#page.host.name }),
      true,
    );
    await this.#parts.watch.finish();
    await this.#parts.connection.send("leave").catch(() => {});
    await this.#finish();
    this.#goOn("");
  }

  async #finish() {
    this.#parts.own.close();
    this.#parts.share.close();
    const all = await this.#parts.watch.finish();
    if (this.#parts.consents.now.slides) {
      this.#parts.views.sent(
        all
          ? t("Everything has been sent; you can close this page.")
          : t("A few entries wait in this browser and are sent when you open your link again."),
      );
    }
    this.#parts.connection.close();
    this.#parts.watch.close();
  }

  /**
   * A webinar's audience goes on to survey and material; what could not be sent goes from there.
   * @param {string} how
   */
  #goOn(how) {
    const { goodbye } = this.#page.urls;
    if (goodbye) location.replace(goodbye + how);
  }

  /** @param {string} code */
  #refused(code) {
    this.#stayOut();
    if (code === "room-ended" && this.#parts.views.view === "room") void this.#ended();
    else if (!this.#left) this.#parts.views.closed(code);
  }

  /** @param {boolean} again */
  #back(again) {
    this.#picture.online = true;
    this.#picture.lines();
    if (again) {
      this.#parts.tiles.lookAgain();
      this.#parts.watch.wake();
      this.#parts.notices.speak(t("You are connected again."));
    }
  }

  #away() {
    this.#picture.online = false;
    this.#parts.store.cut();
    this.#parts.speaking.cut();
    if (this.#left) return;
    this.#picture.lines();
    if (this.#parts.views.view === "connecting")
      this.#parts.views.tip(t("The server cannot be reached yet. We keep trying."));
  }

  // -- what has changed --------------------------------------------------------------------------

  /** @param {Snapshot} snapshot @param {RoomEvent|null} event */
  #changed(snapshot, event) {
    const { own, share, tiles, talk, audience, polls, pause, told, music, alone } = this.#parts;
    if (this.#parts.views.view === "lobby") return;
    own.update(snapshot);
    share.update(snapshot);
    tiles.update(snapshot);
    talk.update(snapshot);
    audience.update(snapshot);
    polls.update(snapshot);
    pause.update(snapshot);
    music.offer(pause.covers);
    told.update(snapshot);
    alone.update(snapshot);
    this.#picture.stage(snapshot);
    this.#picture.bar();
    this.#picture.lines();
    if (event) this.#picture.tellOf(event, snapshot);
    if (snapshot.phase === "ended") void this.#ended(event?.reason);
  }

  #speakerChanged() {
    const { speaking, tiles, page } = this.#parts;
    tiles.hear(speaking.id);
    this.#picture.caption(speaking.id === page.me ? "" : this.#picture.nameOf(speaking.id ?? ""));
  }

  #shareChanged() {
    this.#picture.bar();
    this.#picture.lines();
  }

  /** In a webinar's audience; a check that goes on keeps its devices. */
  #listenOnly() {
    if (!this.#parts.audience.checks) this.#parts.own.release();
  }

  /** @param {string} problem */
  #problem(problem) {
    if (this.#parts.views.view === "lobby") this.#parts.views.tip(problem);
    else if (!this.#parts.audience.checks) this.#parts.notices.message(problem);
  }

  #taken() {
    this.#parts.watch.tab(false);
    this.#picture.lines();
  }

  #takeBack() {
    this.#parts.own.takeBack();
    this.#parts.watch.tab(true);
  }
}
