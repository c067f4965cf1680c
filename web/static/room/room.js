/**
 * The room of an HCP: joins it and keeps every part of the page true.
 *
 * Rule 1: one way round: a press sends a command, the server's event changes the store, the store
 *         redraws. What depends on this computer alone (own camera, zoom) is shown at once.
 * Rule 2: slides never wait for video: they come over the connection, video has its own way.
 * Rule 3: in the lobby, on hold and after the end nothing is sent and nothing is captured.
 *
 * @import {Reaction, RoomEvent, Snapshot, Status} from "../live/types.js"
 * @import {HcpPage} from "./page.js"
 */

import { Connection } from "../live/connection.js";
import { thisDevice } from "../live/device.js";
import { part, say, show } from "../live/dom.js";
import { worst } from "../live/mediastats.js";
import { SlideView } from "../live/slides.js";
import { Store } from "../live/store.js";
import { t } from "../live/words.js";
import { announce } from "./announce.js";
import { Bar } from "./bar.js";
import { Consents } from "./consents.js";
import { DeviceDialog } from "./devicedialog.js";
import { networkLine } from "./network.js";
import { Notices } from "./notices.js";
import { Own } from "./own.js";
import { float } from "./reactions.js";
import { startChoice } from "./start.js";
import { sentenceOf, Talk } from "./talk.js";
import { drawMirrors } from "./mirror.js";
import { Tiles } from "./tiles.js";
import { renew } from "./token.js";
import { Views } from "./views.js";
import { Watch } from "./watch.js";

export class Room {
  #page;
  #body = document.body;
  #slidesOnly = new URLSearchParams(location.search).get("way") === "slides";
  #online = false;
  #left = false;

  /**
   * @param {HcpPage} page
   * @param {string} tab
   */
  constructor(page, tab) {
    this.#page = page;
    const device = thisDevice();
    const { token, meeting: room, me, ice_servers: iceServers } = page;
    const connection = new Connection({
      token,
      tab,
      device,
      renew: () => renew(page.urls["room"], iceServers),
    });
    this.connection = connection;
    const look = async () => (await connection.send("snapshot")).snapshot;
    this.store = new Store(look);
    this.views = new Views(this.#body, page);
    this.notices = new Notices(this.#body);
    this.view = new SlideView(part(this.#body, "slide", HTMLElement));
    const bearer = () => connection.token;
    const tell = (/** @type {object} */ state) => connection.send("stream_state", state);
    const start = this.#slidesOnly ? { audio: false, video: false } : startChoice();
    this.own = new Own({ room, me, token: bearer, iceServers, start, tell, look });
    const screen = part(this.#body, "screen", HTMLVideoElement);
    const list = part(this.#body, "tiles", HTMLElement);
    this.tiles = new Tiles(list, screen, { room, me, token: bearer, iceServers }, this.#slidesOnly);
    const send = (/** @type {string} */ name, /** @type {object} */ payload) =>
      connection.send(name, payload);
    this.talk = new Talk(part(this.#body, "panel", HTMLElement), me, send);
    this.bar = new Bar(this.#body);
    this.consents = new Consents(this.#body, page.capture, page.urls["consent"] ?? "");
    this.devices = new DeviceDialog(part(this.#body, "devices", HTMLDialogElement), this.own);
    const covered = () => this.tiles.screenShown;
    const quality = () => this.#quality();
    this.watch = new Watch({ page, tab, device, connection, view: this.view, covered, quality });
  }

  async start() {
    this.#listenToWire();
    this.#listenToPage();
    this.#listenToParts();
    await this.watch.start();
    this.connection.start();
  }

  #listenToWire() {
    const { connection, store } = this;
    connection.on("status", (status) => this.#status(status));
    connection.on("event", (event) => store.receive(event));
    connection.on("pointer", (pointer) => this.view.point(pointer));
    connection.on("online", ({ again }) => this.#back(again));
    connection.on("offline", () => this.#away());
    connection.on("refused", ({ code }) => this.#refused(code));
    store.subscribe((snapshot, event) => this.#changed(snapshot, event));
  }

  #listenToPage() {
    const button = (/** @type {string} */ name) => part(this.#body, name, HTMLButtonElement);
    button("waiting-again").addEventListener("click", () => location.reload());
    button("come-back").addEventListener("click", () => location.reload());
    button("waiting-mic").addEventListener("click", () => void this.own.setAudio(!this.own.audio));
    button("waiting-camera").addEventListener(
      "click",
      () => void this.own.setVideo(!this.own.video),
    );
    button("zoom-in").addEventListener("click", () => this.view.zoomBy(1.4));
    button("zoom-out").addEventListener("click", () => this.view.zoomBy(1 / 1.4));
    button("zoom-whole").addEventListener("click", () => this.view.whole());
    for (const closer of this.#body.querySelectorAll("[data-close]")) {
      closer.addEventListener("click", () => closer.closest("dialog")?.close());
    }
    part(this.#body, "leaving", HTMLDialogElement).addEventListener("close", (event) => {
      if (/** @type {HTMLDialogElement} */ (event.target).returnValue === "leave")
        void this.#leave();
    });
  }

  #listenToParts() {
    const { bar, own, talk, tiles, consents, notices } = this;
    bar.on("mic", () => void own.setAudio(!own.audio));
    bar.on("camera", () => void own.setVideo(!own.video));
    bar.on("hand", () => void this.#send("raise_hand", { raised: this.#myHand() === null }));
    bar.on("react", (reaction) => void this.#send("react", { reaction }));
    bar.on("ask", (button) => this.#toggleTalk("questions", button));
    bar.on("talk", (button) => this.#toggleTalk("chat", button));
    bar.on("devices", () => void this.devices.open());
    bar.on("audioOnly", () => this.#setAudioOnly(!tiles.audioOnly));
    bar.on("captured", () => consents.open());
    bar.on("leave", () => part(this.#body, "leaving", HTMLDialogElement).showModal());
    own.on("change", () => this.#ownChanged());
    own.on("problem", (problem) => this.#problem(problem));
    own.on("taken", () => this.#taken());
    talk.on("change", () => this.#drawBar());
    talk.on("problem", (problem) => notices.message(problem));
    tiles.on("change", () => this.#drawNetwork());
    tiles.on("speaker", (speaker) => this.#caption(speaker?.name ?? ""));
    consents.on("change", (consent) => void this.watch.allow(consent));
    consents.on("problem", (problem) => notices.message(problem));
    this.view.on("shown", () =>
      part(this.#body, "stage", HTMLElement).style.setProperty(
        "--slide-ratio",
        String(this.view.ratio),
      ),
    );
    this.view.on("viewed", ({ scale }) =>
      show(part(this.#body, "zoom-whole", HTMLElement), scale > 1),
    );
  }

  // -- what the server says ----------------------------------------------------------------------

  /** @param {Status} status */
  #status({ state, reason, snapshot, host }) {
    if (snapshot) this.store.reset(snapshot);
    if (state === "present") this.#enter();
    else this.#stayOut();
    if (state === "lobby") this.#waitInLobby(host === true);
    if (state === "held") this.views.held();
    if (state === "refused") this.views.refused(reason ?? "");
    if (state === "removed") this.views.removed(reason ?? "");
    if (state === "ended") void this.#ended();
  }

  #enter() {
    this.views.room();
    this.#drawMirrors();
    this.watch.room(true);
    if (this.#slidesOnly) return;
    void this.own.publish();
  }

  #stayOut() {
    this.watch.room(false);
    this.own.unpublish();
    this.tiles.clear();
    this.notices.network(null);
  }

  /** @param {boolean} hostIsHere */
  #waitInLobby(hostIsHere) {
    this.views.lobby(hostIsHere);
    if (!this.#slidesOnly) void this.own.open();
  }

  async #ended() {
    if (this.#left) return;
    this.#left = true;
    this.#stayOut();
    this.views.goodbye(
      t("The meeting with {host} is over.", { host: this.#page.host.name }),
      false,
    );
    await this.#finish();
  }

  async #leave() {
    this.#left = true;
    this.#stayOut();
    this.views.goodbye(
      t("You have left the meeting with {host}.", { host: this.#page.host.name }),
      true,
    );
    await this.watch.finish();
    await this.connection.send("leave").catch(() => {});
    await this.#finish();
  }

  async #finish() {
    this.own.close();
    const all = await this.watch.finish();
    if (this.consents.now.slides) {
      this.views.sent(
        all
          ? t("Everything has been sent; you can close this page.")
          : t("A few entries wait in this browser and are sent when you open your link again."),
      );
    }
    this.connection.close();
    this.watch.close();
  }

  /** @param {string} code */
  #refused(code) {
    this.#stayOut();
    if (code === "room-ended" && this.views.view === "room") void this.#ended();
    else if (!this.#left) this.views.closed(code);
  }

  /** @param {boolean} again */
  #back(again) {
    this.#online = true;
    this.#drawNetwork();
    if (again) {
      this.watch.wake();
      this.notices.speak(t("You are connected again."));
    }
  }

  #away() {
    this.#online = false;
    this.store.cut();
    if (this.#left) return;
    this.#drawNetwork();
    if (this.views.view === "connecting")
      this.views.tip(t("The server cannot be reached yet. We keep trying."));
  }

  // -- what is drawn -----------------------------------------------------------------------------

  /** @param {Snapshot} snapshot @param {RoomEvent|null} event */
  #changed(snapshot, event) {
    if (this.views.view === "lobby") return;
    this.own.update(snapshot);
    this.tiles.update(snapshot);
    this.talk.update(snapshot);
    this.#drawStage(snapshot);
    this.#drawBar();
    this.#drawNetwork();
    if (event) this.#tellOf(event, snapshot);
    if (snapshot.phase === "ended") void this.#ended();
  }

  /** @param {Snapshot} snapshot */
  #drawStage(snapshot) {
    this.view.show(snapshot.decks, snapshot.position);
    show(
      part(this.#body, "stage-empty", HTMLElement),
      snapshot.position === null && !this.tiles.screenShown,
    );
    show(
      part(this.#body, "zoom", HTMLElement),
      snapshot.position !== null && !this.tiles.screenShown,
    );
    this.watch.cover();
  }

  #drawBar() {
    const { own, talk, tiles } = this;
    this.bar.draw({
      own: { audio: own.audio, video: own.video, possible: !this.#slidesOnly },
      hand: this.#myHand() !== null,
      audioOnly: tiles.audioOnly,
      talkOpen: talk.open === "chat",
      askOpen: talk.open === "questions",
      unreadChat: talk.unread("chat"),
      unreadQuestions: talk.unread("questions"),
    });
    this.#body.dataset["panel"] = talk.open ?? "";
  }

  #drawNetwork() {
    if (this.views.view !== "room") return;
    const lost = this.tiles.playing.filter(({ state }) => state === "lost" || state === "blocked");
    this.notices.network(
      networkLine({
        online: this.#online,
        own: this.own.state,
        lost: lost.length,
        blocked: lost.some(({ state }) => state === "blocked"),
        takeBack: () => this.#takeBack(),
      }),
    );
  }

  #drawMirrors() {
    const { stream, audio, video, state } = this.own;
    const inLobby = this.views.view === "lobby";
    drawMirrors(this.#body, {
      stream,
      audio,
      video,
      state,
      inLobby,
      name: this.#nameOf(this.#page.me),
    });
  }

  /** @param {string|undefined} id */
  #nameOf(id) {
    return this.store.snapshot?.participants.find((each) => each.id === id)?.name ?? "";
  }

  #ownChanged() {
    this.#drawMirrors();
    this.#drawBar();
    this.#drawNetwork();
    this.devices.update();
  }

  /** @param {string} name Who speaks; "" when nobody does. */
  #caption(name) {
    const caption = part(this.#body, "caption", HTMLElement);
    say(caption, name ? t("{name} speaks", { name }) : "");
    show(caption, name !== "");
  }

  /** @param {RoomEvent} event @param {Snapshot} snapshot */
  #tellOf(event, snapshot) {
    const told = announce(event, snapshot, this.#page);
    if (told.message) this.notices.message(told.message);
    else if (told.voice) this.notices.speak(told.voice);
    if (event.kind === "reacted") {
      const name = event.by === this.#page.me ? t("You") : this.#nameOf(event.by);
      const reaction = /** @type {Reaction} */ (event.reaction);
      float(part(this.#body, "floats", HTMLElement), reaction, name);
    }
  }

  // -- what is pressed ---------------------------------------------------------------------------

  /** @param {string} name @param {object} payload */
  async #send(name, payload) {
    try {
      await this.connection.send(name, payload);
    } catch (error) {
      this.notices.message(sentenceOf(error));
    }
  }

  /** @param {"chat"|"questions"} tab @param {HTMLButtonElement} button */
  #toggleTalk(tab, button) {
    if (this.talk.open === tab) this.talk.close();
    else this.talk.show(tab, button);
  }

  /** @param {boolean} audioOnly */
  #setAudioOnly(audioOnly) {
    this.tiles.setAudioOnly(audioOnly);
    if (audioOnly) void this.own.setVideo(false);
    this.#drawBar();
  }

  /** @param {string} problem */
  #problem(problem) {
    if (this.views.view === "lobby") this.views.tip(problem);
    else this.notices.message(problem);
  }

  #taken() {
    this.watch.tab(false);
    this.#drawNetwork();
  }

  #takeBack() {
    this.own.takeBack();
    this.watch.tab(true);
  }

  #myHand() {
    const me = this.store.snapshot?.participants.find(({ id }) => id === this.#page.me);
    return me?.hand ?? null;
  }

  async #quality() {
    const sources = [this.own, ...this.tiles.playing];
    const all = await Promise.all(sources.map((each) => each.quality().catch(() => null)));
    return worst(all.filter((each) => each !== null));
  }
}
