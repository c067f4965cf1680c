/**
 * The audience of a webinar as numbers: how many, since when, from where, how attentive.
 *
 * Rule 1: the server counts; a page that is opened late has the whole curve.
 * Rule 2: what cannot be told (too few people, no consent) is said so, never shown as nought.
 * Rule 3: while the line is cut the last numbers stand, say how old they are, and the curve pales.
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { pageLanguage, t } from "../live/words.js";
import { nameOf } from "../room/reactions.js";
import { HEIGHT, pathOf, pillarsOf, until } from "./curve.js";

/**
 * @import {Reaction} from "../live/types.js"
 * @import {Audience, Group} from "../live/volatiletypes.js"
 */

const SVG = "http://www.w3.org/2000/svg";
const NUMBERS = /** @type {const} */ (["here", "most", "lobby", "registered"]);

export class Figures {
  /** @type {Audience | null} */
  #told = null;

  /** @param {HTMLElement} root @param {string} zone */
  constructor(root, zone) {
    this.root = root;
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.regions = new Intl.DisplayNames(pageLanguage(), { type: "region" });
    this.standing = part(root, "standing", HTMLElement);
    this.curve = part(root, "curve", SVGElement);
    this.groups = part(root, "groups", HTMLElement);
  }

  /** @param {Audience} told @param {number} now Server ms. */
  hear(told, now) {
    this.#told = told;
    this.root.dataset["state"] = "known";
    say(this.standing, "");
    for (const name of NUMBERS) say(part(this.root, name, HTMLElement), String(told[name]));
    say(part(this.root, "attention", HTMLElement), attentionWords(told.attention));
    say(part(this.root, "reactions", HTMLElement), reactionWords(told.reactions.total));
    say(part(this.root, "paths", HTMLElement), pathWords(told.paths, told.here));
    this.#drawGroups(told);
    this.tick(now);
  }

  /** The line is cut. @param {number} now Server ms. */
  cut(now) {
    if (!this.#told) return;
    this.root.dataset["state"] = "old";
    say(this.standing, t("As of {hour}", { hour: this.hour.format(now) }));
  }

  /** Time passes. @param {number} now Server ms. */
  tick(now) {
    const told = this.#told;
    if (!told || this.root.dataset["state"] !== "known") return;
    const curve = until(told.curve, told.began, told.here, now);
    const { stroke, area } = pathOf(curve);
    part(this.root, "stroke", SVGElement).setAttribute("d", stroke);
    part(this.root, "area", SVGElement).setAttribute("d", area);
    this.#drawClaps(told.reactions.minutes, curve.length);
    const from = told.began === null ? "" : t("since {hour}", { hour: this.hour.format(told.began) });
    say(part(this.root, "span", HTMLElement), from);
    const words = curveWords(curve);
    if (this.curve.getAttribute("aria-label") !== words) this.curve.setAttribute("aria-label", words);
  }

  /** @param {number[]} minutes @param {number} all */
  #drawClaps(minutes, all) {
    const claps = part(this.root, "claps", SVGElement);
    const pillars = pillarsOf(minutes, all).map(({ x, width, height }) => {
      const pillar = document.createElementNS(SVG, "rect");
      const box = { x, y: HEIGHT - height, width, height };
      for (const [name, value] of Object.entries(box)) pillar.setAttribute(name, String(value));
      return pillar;
    });
    claps.replaceChildren(...pillars);
  }

  /** @param {Audience} told */
  #drawGroups({ groups, here }) {
    const lists = Object.entries(groups).filter(([, list]) => list.length > 0);
    follow(
      this.groups,
      lists,
      ([kind]) => kind,
      () => stamp("group-list"),
      (element, [kind, list]) => {
        say(part(element, "head", HTMLElement), kindWord(kind));
        const bars = part(element, "bars", HTMLElement);
        follow(bars, list, ({ name }) => name, () => stamp("group-bar"), (bar, group) => this.#bar(bar, kind, group, here));
      },
    );
    show(this.groups, lists.length > 0);
  }

  /** @param {HTMLElement} bar @param {string} kind @param {Group} group @param {number} all */
  #bar(bar, kind, { name, here }, all) {
    const shown = name === "" ? t("Others and unknown") : kind === "country" ? (this.regions.of(name) ?? name) : name;
    say(part(bar, "name", HTMLElement), shown);
    say(part(bar, "here", HTMLElement), String(here));
    part(bar, "share", HTMLProgressElement).value = all > 0 ? Math.min(1, here / all) : 0;
  }
}

/** Pure. @param {Audience["attention"]} attention */
export function attentionWords(attention) {
  if (attention === null) return t("fewer than five agreed to tell");
  return t("{share} % of {of} who agreed", attention);
}

/** The three that are sent most. Pure. @param {Audience["reactions"]["total"]} total */
export function reactionWords(total) {
  const sent = Object.entries(total).sort(([, a], [, b]) => (b ?? 0) - (a ?? 0));
  if (sent.length === 0) return t("none yet");
  const [first, second, third] = sent.map(([name, count]) => `${nameOf(/** @type {Reaction} */ (name))} ${count}`);
  return [first, second, third].filter(Boolean).join(" · ");
}

/** By which way how many have their media. Pure. @param {Audience["paths"]} paths @param {number} here */
export function pathWords(paths, here) {
  const known = Object.entries(paths).filter(([, count]) => count > 0);
  const slides = here - known.reduce((sum, [, count]) => sum + count, 0);
  const words = known.map(([path, count]) => `${pathWord(path)} ${count}`);
  if (slides > 0) words.push(t("slides only {n}", { n: slides }));
  return words.join(" · ") || t("nobody yet");
}

/** @param {string|null} path */
export function pathWord(path) {
  if (path === null) return t("no media");
  return path === "relay" ? t("relay") : path.toUpperCase();
}

/** Pure. @param {number[]} curve */
export function curveWords(curve) {
  if (curve.length === 0) return t("No curve yet: the doors are closed");
  const [most, last] = [Math.max(...curve), curve.at(-1) ?? 0];
  return t("{minutes} minutes; at most {most}, now {last}", { minutes: curve.length, most, last });
}

/** @param {string} kind */
function kindWord(kind) {
  if (kind === "country") return t("Country");
  return kind === "specialty" ? t("Specialty") : t("Segment");
}
