/**
 * The people in the room: face, name, what each sees now, how well connected, and what the host may
 * do with them.
 *
 * Rule 1: "away" is said only of those who agreed to it; without consent nothing is said.
 * Rule 2: nobody is shown as speaking or seen whose stream has ended, or brings nothing any more.
 * Rule 3: who speaks is what the server hears. Who is kept large, for all or for the rep alone, stands
 *         first; speaking moves nobody.
 */

import { audience, gaze, initials, line, loud } from "./model.js";
import { CREW } from "../live/state.js";
import { part, say, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t, tn } from "../live/words.js";
import { LEADERS } from "./queue.js";

/**
 * @import {Lack, Participant, Role, Snapshot, Stream} from "../live/types.js"
 * @import {Measured, Presence} from "../live/volatiletypes.js"
 * @import {Commands} from "./commands.js"
 * @import {Faces} from "./faces.js"
 */

/** More rows than these are not drawn: who raises a hand and the crew come first. */
const MOST = 60;

/** @param {number} drawn @param {number} all */
function countText(drawn, all) {
  if (all === 0) return "";
  return drawn < all ? t("{n} of {all}", { n: drawn, all }) : String(all);
}

export class People {
  /**
   * @param {HTMLElement} root
   * @param {HTMLDialogElement} removal  the dialog that asks before somebody is removed
   * @param {Commands} commands
   * @param {Faces} faces
   * @param {boolean} webinar
   */
  constructor(root, removal, commands, faces, webinar) {
    this.webinar = webinar;
    this.removal = removal;
    this.commands = commands;
    this.faces = faces;
    this.list = part(root, "list", HTMLElement);
    this.nobody = part(root, "nobody", HTMLElement);
    this.count = part(root, "count", HTMLElement);
    this.muteAll = part(root, "mute-all", HTMLButtonElement);
    this.muteAll.addEventListener("click", () => void commands.run("mute_all", {}));
    this.removed = "";
    /** Who speaks. @type {string | null} */
    this.speaking = null;
    /** Whom the rep keeps large, for herself. @type {string | null} */
    this.mine = null;
    /** @type {Snapshot | null} */
    this.snapshot = null;
    part(removal, "form", HTMLFormElement).addEventListener("submit", () => this.remove());
    /** @type {Participant[]} */
    this.people = [];
    /** @type {Map<string, Measured>} */
    this.measured = new Map();
  }

  /** What the server has measured of some of them. @param {Measured[]} people */
  measure(people) {
    for (const each of people) {
      if (each.score === null) this.measured.delete(each.id);
      else this.measured.set(each.id, each);
    }
  }

  /** @param {string | null} speaking */
  hear(speaking) {
    this.speaking = speaking;
    if (this.snapshot) this.update(this.snapshot);
  }

  /** Whom to keep large, for the rep alone; the same one again: nobody. @param {string} participant */
  keep(participant) {
    this.mine = this.mine === participant ? null : participant;
    if (this.snapshot) this.update(this.snapshot);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    const kept = new Set([this.mine, snapshot.pinned]);
    const all = audience(snapshot);
    const people = [...all.filter(({ id }) => kept.has(id)), ...all.filter(({ id }) => !kept.has(id))].slice(0, MOST);
    this.snapshot = snapshot;
    this.people = people;
    this.muteAll.hidden = loud(snapshot).length === 0;
    this.nobody.hidden = people.length > 0;
    say(this.count, countText(people.length, all.length));
    follow(
      this.list,
      people,
      (person) => person.id,
      (person) => this.make(person.id),
      (element, person) => this.fill(element, person, snapshot),
    );
  }

  /** @param {string} participant */
  make(participant) {
    const element = stamp("person");
    const on = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      part(element, name, HTMLButtonElement).addEventListener("click", () => {
        part(element, "menu", HTMLDetailsElement).open = false;
        action();
      });
    on("mute", () => void this.commands.run("mute", { participant }));
    on("pin", () => {
      const pinned = this.snapshot?.pinned === participant;
      void this.commands.run("pin", { participant: pinned ? null : participant });
    });
    on("keep", () => this.keep(participant));
    this.listenToStage(on, participant);
    on("hold", () => {
      const held = element.dataset.state !== "held";
      void this.commands.run("hold", { participant, held });
    });
    on("lower-hand", () => void this.commands.run("lower_hand", { participant }));
    on("remove", () => this.ask(participant));
    return element;
  }

  /**
   * @param {(name: string, action: () => void) => void} on
   * @param {string} participant
   */
  listenToStage(on, participant) {
    const now = () => this.people.find(({ id }) => id === participant);
    on("invite", () => {
      const invited = now()?.invited !== true;
      void this.commands.run("invite", { participant, invited });
    });
    on("backstage", () => {
      const backstage = now()?.backstage !== true;
      void this.commands.run("set_backstage", { participant, backstage });
    });
    on("demote", () => void this.commands.run("demote", { participant }));
  }

  /**
   * What a webinar's stage offers for somebody.
   * @param {HTMLElement} element
   * @param {Participant} person
   * @param {Role} mine  whoever is no host moves nobody but themselves
   */
  fillStage(element, { role, state, invited, backstage }, mine) {
    const crew = role !== "attendee";
    const leads = this.webinar && LEADERS.has(mine);
    part(element, "invite", HTMLElement).hidden = !leads || crew || state !== "present";
    part(element, "backstage", HTMLElement).hidden = !leads || !crew;
    part(element, "demote", HTMLElement).hidden = !leads || role !== "panelist";
    say(part(element, "invite-word", HTMLElement), invited ? t("Take the request back") : t("Ask on stage"));
    say(part(element, "backstage-word", HTMLElement), backstage ? t("Bring on stage") : t("Send backstage"));
  }

  /**
   * @param {HTMLElement} element
   * @param {Participant} person
   * @param {Snapshot} snapshot
   */
  fill(element, person, snapshot) {
    const presence = snapshot.presence?.[person.id];
    const camera = snapshot.streams.find(
      (stream) => stream.participant === person.id && stream.kind === "camera",
    );
    element.dataset.state = person.state;
    say(part(element, "name", HTMLElement), person.name);
    say(part(element, "initials", HTMLElement), initials(person.name));
    const sees = stateText(person, snapshot, presence);
    const speaks = this.speaking === person.id;
    say(part(element, "sees", HTMLElement), speaks ? t("{sees} · speaks", { sees }) : sees);
    const away = part(element, "away", HTMLElement);
    away.hidden = person.state !== "present" || presence?.visible !== false;
    this.fillLine(part(element, "bars", HTMLElement), person, presence);
    this.fillMicrophone(element, person, camera);
    this.fillLarge(element, person, snapshot);
    this.fillStage(element, person, snapshot.role);
    const hand = part(element, "hand", HTMLElement);
    hand.hidden = person.hand === null;
    part(element, "lower-hand", HTMLButtonElement).hidden = person.hand === null;
    part(element, "mute", HTMLButtonElement).hidden = person.muted || !camera?.audio;
    say(part(element, "hold-word", HTMLElement), person.state === "held" ? t("Bring back") : t("Put on hold"));
    part(element, "menu-button", HTMLElement).setAttribute("aria-label", t("Actions for {name}", { name: person.name }));
    this.faces.place(part(element, "video", HTMLVideoElement), person.state === "present" ? camera : undefined);
  }

  /**
   * @param {HTMLElement} element
   * @param {Participant} person
   * @param {Presence | undefined} presence
   */
  fillLine(element, person, presence) {
    const { bars, measured } = line(presence, this.measured.get(person.id));
    const shown = person.state === "present" ? bars : null;
    element.hidden = shown === null;
    element.dataset.quality = String(shown ?? "");
    element.setAttribute("aria-label", qualityText(shown));
    element.title = measured ? `${qualityText(shown)}: ${figures(measured)}` : qualityText(shown);
  }

  /**
   * @param {HTMLElement} element
   * @param {Participant} person
   * @param {Stream | undefined} camera
   */
  fillMicrophone(element, person, camera) {
    const silent = part(element, "silent", HTMLElement);
    const playback = this.faces.of(camera?.id);
    const dead = playback?.stalled.has("audio") === true && !playback.waits;
    silent.hidden = camera !== undefined && camera.audio && !person.muted && !dead;
    silent.title = person.muted
      ? t("You muted this microphone")
      : dead && camera?.audio
        ? t("No sound is coming in")
        : t("Microphone off");
    say(part(silent, "word", HTMLElement), silent.title);
    element.dataset.camera = String(camera?.video === true);
    element.dataset.picture = playback?.state ?? "none";
  }

  /**
   * @param {HTMLElement} element
   * @param {Participant} person
   * @param {Snapshot} snapshot
   */
  fillLarge(element, person, { pinned }) {
    const [forAll, forMe] = [pinned === person.id, this.mine === person.id];
    element.dataset.speaking = String(this.speaking === person.id);
    // In a meeting a single guest is looked at; a webinar's list stays a list, whoever is in it.
    const alone = !this.webinar && this.people.length === 1;
    element.dataset.large = forAll || forMe ? "true" : alone ? "alone" : "false";
    part(element, "pinned", HTMLElement).hidden = !forAll;
    const away = person.state === "held";
    part(element, "pin", HTMLButtonElement).hidden = away;
    part(element, "keep", HTMLButtonElement).hidden = away;
    say(part(element, "pin-word", HTMLElement), forAll ? t("No longer large for all") : t("Show large to all"));
    say(part(element, "keep-word", HTMLElement), forMe ? t("No longer large for me") : t("Show large to me only"));
  }

  /** @param {string} participant */
  ask(participant) {
    const person = this.people.find((candidate) => candidate.id === participant);
    if (!person) return;
    this.removed = participant;
    say(part(this.removal, "who", HTMLElement), person.name);
    part(this.removal, "ban", HTMLInputElement).checked = false;
    this.removal.showModal();
  }

  remove() {
    const ban = part(this.removal, "ban", HTMLInputElement).checked;
    void this.commands.run("remove", { participant: this.removed, ban });
  }
}

/**
 * What a person sees now, in a few words.
 * @param {Participant} person
 * @param {Snapshot} snapshot
 * @param {Presence | undefined} presence
 */
export function stateText(person, snapshot, presence) {
  if (person.state === "held") return t("On hold: sees and hears nothing");
  if (person.state === "reconnecting") return t("Connection lost, coming back …");
  if (presence?.devices) return lackText(presence.devices);
  const seen = gaze(snapshot.position, presence);
  if (seen.kind === "with-you") return t("With you");
  if (seen.kind === "elsewhere") return t("Looks at slide {n}", { n: seen.slide + 1 });
  // What each looks at only hosts are told, and consoles tell of no slide.
  const told = snapshot.position !== null && LEADERS.has(snapshot.role) && !CREW.has(person.role);
  return told ? t("Slide is loading …") : t("In the room");
}

/** Why somebody whom the stage wants can send nothing. Pure. @param {Lack} lack */
export function lackText(lack) {
  return {
    missing: t("No microphone or camera was found"),
    refused: t("The browser may not use microphone and camera"),
    busy: t("Another program uses microphone and camera"),
    closed: t("Came without microphone and camera"),
  }[lack];
}

/** @param {number | null} quality */
function qualityText(quality) {
  if (quality === null) return "";
  return quality >= 3 ? t("Good connection") : tn("Weak connection: {n} bar", "Weak connection: {n} bars", quality);
}

/** Round trip, loss and bit rate, as far as they are known. @param {Measured} measured */
function figures({ rtt_ms: rtt, loss, kbps }) {
  const parts = [t("{n} kbit/s", { n: kbps ?? 0 }), t("{n} % lost", { n: Math.round(1_000 * (loss ?? 0)) / 10 })];
  return (rtt === null ? parts : [t("{n} ms", { n: rtt }), ...parts]).join(" · ");
}
