/**
 * The console: joins the room as its host, or as one of a webinar's crew, and keeps every part of the
 * page true. Whoever came by a link has the same page; over.js knows the difference.
 *
 * Rule 1: one way round: a click sends a command, the server's event changes the store, the store
 *         redraws. No part changes the picture by itself.
 * Rule 2: `page.may` is what my role may do; the page has left out the controls of all else.
 */

import { Connection } from "../live/connection.js";
import { thisDevice, thisTab } from "../live/device.js";
import { part } from "../live/dom.js";
import { ServerTime } from "../live/servertime.js";
import { SlideView } from "../live/slides.js";
import { Speaking } from "../live/speaking.js";
import { Store } from "../live/store.js";
import { Own } from "../room/own.js";
import { readPage } from "../room/page.js";
import { startChoice } from "../room/start.js";
import { renew } from "../room/token.js";
import { Aside } from "./aside.js";
import { announce, announceLack } from "./comings.js";
import { Commands } from "./commands.js";
import { withoutCrew } from "./crewchat.js";
import { pressOnce } from "./doubles.js";
import { Faces } from "./faces.js";
import { makeRoom } from "./floats.js";
import { Floor } from "./floor.js";
import { Keys } from "./keys.js";
import { Lobby } from "./lobby.js";
import { slideName } from "./model.js";
import { Over } from "./over.js";
import { OwnControls } from "./own.js";
import { People } from "./people.js";
import { Polls } from "./polls.js";
import { Rail } from "./rail.js";
import { Screen } from "./screen.js";
import { shortcuts } from "./shortcuts.js";
import { Show } from "./show.js";
import { Stage } from "./stage.js";
import { StageView } from "./stageview.js";
import { Talk } from "./talk.js";
import { TopBar } from "./topbar.js";

/**
 * @import {RoomEvent, RoomPage, Snapshot, Status} from "../live/types.js"
 * @import {Measured, Presence} from "../live/volatiletypes.js"
 * @typedef {RoomPage & {shown?: string[], may: string[]}} ConsolePage  `shown`: names of the slides shown
 *   before; `may`: actions of the server's table.
 */

const PEOPLE_EVERY_MS = 100;

class Console {
  /** @type {Record<string, Presence>} */
  #presence = {};
  /** Until the list of people is drawn. @type {ReturnType<typeof setTimeout> | null} */
  #drawing = null;
  /** Whether this page has seen the room live: only then its end opens the report by itself. */
  #live = false;
  #done = false;
  /** Whether I came without camera and microphone: then neither is opened before I press its switch. */
  #quiet = new URLSearchParams(location.search).get("way") === "slides";

  /** @param {ConsolePage} page */
  constructor(page) {
    this.page = page;
    this.may = new Set(page.may);
    this.over = new Over(at("over"), page);
    this.shown = new Set(page.shown ?? []);
    this.clock = new ServerTime(page.now);
    const { token, meeting, ice_servers: iceServers } = page;
    this.connection = new Connection({
      token,
      tab: thisTab(),
      device: thisDevice(),
      renew: () => renew(location.pathname, iceServers),
    });
    const bearer = () => this.connection.token;
    const look = async () => (await this.connection.send("snapshot")).snapshot;
    this.store = new Store(look);
    this.speaking = new Speaking();
    this.commands = new Commands(this.connection);
    const view = (/** @type {object} */ seen) => this.connection.send("view", seen);
    this.faces = new Faces({ room: meeting, token: bearer, iceServers, view });
    const tell = (/** @type {object} */ state) => this.connection.send("stream_state", state);
    const plan = { room: meeting, me: page.me, token: bearer, iceServers, tell, look };
    const start = this.over.outside ? startChoice() : { audio: true, video: true };
    this.own = new Own({ ...plan, start });
    this.screen = new Screen(at("stage"), plan, this.faces);
    const places = { bar: at("bar"), self: at("people"), trouble: at("trouble") };
    this.controls = new OwnControls(places, dialog("device-dialog"), this.own);
    this.build();
    this.listen();
  }

  /** Find the parts of the page. */
  build() {
    const { commands, connection, faces, clock } = this;
    const frame = part(at("stage"), "frame", HTMLElement);
    const view = new SlideView(frame, { zoomable: false });
    this.stage = new Stage(at("stage"), view, commands, (name, payload) => connection.hint(name, payload));
    const leads = this.may.has("show");
    this.rail = new Rail(at("rail"), leads ? (stop) => void this.stage?.go(stop) : null);
    this.aside = new Aside(at("aside"));
    this.people = new People(at("people"), dialog("remove-dialog"), commands, faces, this.page.webinar);
    if (this.page.webinar) this.floor = new Floor(at, dialog, commands, this.page, clock);
    this.talk = new Talk(at("talk"), commands, this.page.zone, this.floor);
    if (this.page.webinar) {
      this.show = new Show(at("show"), commands, this.page.role === "host", clock);
      this.polls = new Polls(at("polls"), dialog("poll-dialog"), commands);
      this.view = new StageView(at, commands, this.page, clock);
    }
    this.lobby = new Lobby(at("lobby"), dialog("refuse-dialog"), commands, this.page.webinar);
    this.top = new TopBar(at("bar"), dialog("end-dialog"), commands, { webinar: this.page.webinar, clock });
    makeRoom(document.body, at("lobby"), at("toasts"));
    this.keys = new Keys(dialog("keys-dialog"), shortcuts(this, this.may));
    part(at("bar"), "keys", HTMLButtonElement).addEventListener("click", () => this.keys?.show());
  }

  listen() {
    const { connection, store } = this;
    connection.on("status", (status) => this.heardStatus(status));
    connection.on("event", (event) => store.receive(event));
    connection.on("presence", (presence) => this.heardPresence(presence));
    connection.on("quality", ({ people }) => this.heardQuality(people));
    connection.on("audience", (told) => this.view?.hear(told));
    connection.on("speaking", (told) => this.speaking.hear(told));
    this.speaking.on("change", () => this.people?.hear(this.speaking.id));
    connection.on("viewing", (viewing) => this.faces.setLevel(viewing));
    connection.on("online", () => this.online());
    connection.on("offline", () => this.offline());
    connection.on("refused", (error) => this.refused(error.message));
    store.subscribe((snapshot, event, whole) => this.changed(snapshot, event, whole));
    this.faces.addEventListener("change", () => this.mediaChanged());
    part(at("bar"), "sound", HTMLButtonElement).addEventListener("click", () => this.faces.resume());
  }

  start() {
    this.top?.showLine("connecting");
    this.connection.start();
  }

  online() {
    this.top?.showLine("online");
    this.faces.lookAgain();
  }

  offline() {
    this.store.cut();
    this.speaking.cut();
    this.view?.cut();
    this.top?.showLine("offline");
  }

  /** @param {Status} status */
  heardStatus({ state, reason, snapshot, now }) {
    if (now) this.clock.set(now);
    if (snapshot) {
      this.#presence = { ...snapshot.presence };
      this.store.reset(snapshot);
    }
    if (state === "present") this.enter();
    else if (state === "ended") this.ended(reason ?? "");
    else this.stayOut(state, reason ?? "");
  }

  enter() {
    this.over.lift();
    this.controls.inRoom = true;
    // Who came without devices and switched one on is seen again after a hold.
    if (!this.#quiet || this.own.audio || this.own.video) void this.own.publish();
  }

  /** Put out, on hold, or at the door. @param {string} state @param {string} reason */
  stayOut(state, reason) {
    this.controls.inRoom = false;
    this.own.unpublish();
    this.over.away(state, reason);
  }

  /** @param {Presence} presence */
  heardPresence(presence) {
    if (!presence.id) return;
    announceLack(presence, this.#presence[presence.id], this.store.snapshot);
    this.#presence[presence.id] = presence;
    // After a slide a thousand browsers say so within a moment: the list is drawn once for them.
    this.#drawing ??= setTimeout(() => this.drawPeople(), PEOPLE_EVERY_MS);
  }

  drawPeople() {
    this.#drawing = null;
    if (this.store.snapshot) this.people?.update(this.picture(this.store.snapshot));
  }

  /** @param {Measured[]} people */
  heardQuality(people) {
    this.people?.measure(people);
    if (this.store.snapshot) this.people?.update(this.picture(this.store.snapshot));
  }

  /** @param {Snapshot} snapshot @param {RoomEvent | null} event @param {boolean} whole */
  changed(snapshot, event, whole) {
    const picture = this.picture(snapshot);
    this.clock.hear(snapshot.at);
    if (whole) this.speaking.reset(snapshot);
    this.own.update(snapshot);
    if (snapshot.position) this.shown.add(slideName(snapshot.position.version, snapshot.position.slide));
    this.rail?.update(picture, this.shown);
    this.stage?.update(picture);
    this.aside?.update(picture);
    this.faces.update(picture);
    this.screen.update(picture);
    this.people?.update(picture);
    this.floor?.update(picture);
    this.talk?.update(withoutCrew(picture));
    this.show?.update(picture);
    this.polls?.update(picture);
    this.view?.update(picture);
    this.lobby?.update(picture);
    this.top?.update(picture);
    announce(event, snapshot, this.page.webinar);
    if (snapshot.phase === "live") this.#live = true;
    if (snapshot.phase === "ended") this.ended(event?.reason ?? "");
  }

  /** The snapshot with the newest word on what each sees. @param {Snapshot} snapshot @returns {Snapshot} */
  picture(snapshot) {
    return { ...snapshot, presence: { ...snapshot.presence, ...this.#presence } };
  }

  /** How the others' streams come in has changed. */
  mediaChanged() {
    if (this.store.snapshot) this.people?.update(this.picture(this.store.snapshot));
    part(at("bar"), "sound", HTMLButtonElement).hidden = !this.faces.blocked;
    this.top?.showWeakness(this.faces.weak);
  }

  /** The meeting is over: close everything and go on to the report. @param {string} reason */
  ended(reason) {
    if (this.#done) return;
    this.finish();
    this.over.ended(reason, this.#live);
  }

  /** The server will not have us. @param {string} message */
  refused(message) {
    if (this.#done) return;
    this.finish();
    this.over.refused(message);
  }

  finish() {
    this.#done = true;
    this.screen.close();
    this.controls.close();
    this.faces.close();
    this.connection.close();
  }
}

/** @param {string} id */
function at(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** @param {string} id */
function dialog(id) {
  const found = at(id);
  if (!(found instanceof HTMLDialogElement)) throw new Error(`#${id} is no dialog`);
  return found;
}

pressOnce(document);
/** @type {ConsolePage} */
const page = readPage();
new Console(page).start();
