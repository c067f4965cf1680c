/**
 * The parts of an HCP's room, made once and given to each other.
 *
 * @import {HcpPage} from "./page.js"
 */

import { Connection } from "../live/connection.js";
import { thisDevice } from "../live/device.js";
import { part } from "../live/dom.js";
import { worst } from "../live/mediastats.js";
import { ScreenShare } from "../live/screenshare.js";
import { SlideView } from "../live/slides.js";
import { Speaking } from "../live/speaking.js";
import { Store } from "../live/store.js";
import { Alone } from "./alone.js";
import { Audience } from "./audience.js";
import { Bar } from "./bar.js";
import { Consents } from "./consents.js";
import { DeviceDialog } from "./devicedialog.js";
import { HoldMusic } from "./holdmusic.js";
import { Notices } from "./notices.js";
import { Own } from "./own.js";
import { Pause } from "./pause.js";
import { PollCard } from "./polls.js";
import { SharedScreen } from "./sharedscreen.js";
import { Soon } from "./soon.js";
import { StageCheck } from "./stagecheck.js";
import { startChoice } from "./start.js";
import { Talk } from "./talk.js";
import { Tiles } from "./tiles.js";
import { Told } from "./told.js";
import { renew } from "./token.js";
import { Views } from "./views.js";
import { Watch } from "./watch.js";

export class Parts {
  body = document.body;
  /** Whether I came for the slides alone, without camera, microphone and faces. */
  slidesOnly = new URLSearchParams(location.search).get("way") === "slides";

  /**
   * @param {HcpPage} page
   * @param {string} tab
   */
  constructor(page, tab) {
    this.page = page;
    const { body } = this;
    const device = thisDevice();
    this.connection = new Connection({
      token: page.token,
      tab,
      device,
      renew: () => renew(page.urls["room"], page.ice_servers),
    });
    this.store = new Store(this.#look);
    this.speaking = new Speaking();
    this.views = new Views(body, page);
    this.soon = new Soon(page, (face) => this.views.soon(face));
    this.polls = new PollCard(part(body, "poll", HTMLElement));
    this.pause = new Pause(body, page);
    this.music = new HoldMusic(body, page.hold ?? null);
    this.told = new Told(body, page);
    this.alone = new Alone(part(body, "alone", HTMLElement), page);
    this.notices = new Notices(body);
    this.view = new SlideView(part(body, "slide", HTMLElement));
    const { slidesOnly } = this;
    const { meeting: room, me, ice_servers: iceServers } = page;
    const token = () => this.connection.token;
    const tell = (/** @type {object} */ state) => this.#send("stream_state", state);
    const view = (/** @type {object} */ seen) => this.#send("view", seen);
    const look = this.#look;
    const start = slidesOnly ? { audio: false, video: false } : startChoice();
    this.own = new Own({ room, me, token, iceServers, start, tell, look });
    this.share = new ScreenShare({ room, me, token, iceServers, tell, look });
    const screen = new SharedScreen(part(body, "screen", HTMLElement));
    const list = part(body, "tiles", HTMLElement);
    this.tiles = new Tiles(list, screen, { room, me, token, iceServers, view }, slidesOnly);
    this.talk = new Talk(part(body, "panel", HTMLElement), page, this.#send);
    this.bar = new Bar(body);
    this.consents = new Consents(body, page.capture, page.urls["consent"] ?? "");
    const check = new StageCheck(part(body, "stage-check", HTMLDialogElement), this.own);
    this.audience = new Audience(body, page, check);
    this.devices = new DeviceDialog(part(body, "devices", HTMLDialogElement), this.own);
    this.watch = new Watch({
      page,
      tab,
      device,
      connection: this.connection,
      view: this.view,
      covered: () => this.tiles.screenShown || this.pause.covers,
      quality: () => this.#quality(),
      lack: () => this.lack,
    });
  }

  /** The room as the server knows it now. */
  #look = async () => (await this.connection.send("snapshot")).snapshot;

  /** Why the stage gets nothing of me; null: it does, or wants nothing. */
  get lack() {
    const { audience, own, slidesOnly } = this;
    if (!audience.wanted || own.elsewhere) return null;
    if (audience.watches || audience.checks) return audience.checks ? own.tracks.lack : null;
    return own.tracks.lack ?? (slidesOnly && own.stream === null ? "closed" : null);
  }

  /** @param {string} name @param {object} payload */
  #send = (name, payload) => this.connection.send(name, payload);

  async #quality() {
    const sources = [this.own, ...this.tiles.playing];
    const all = await Promise.all(sources.map((each) => each.quality().catch(() => null)));
    return worst(all.filter((each) => each !== null));
  }
}
