/**
 * What kind of device this is, as far as a report needs it: class, browser, system; no version,
 * nothing that tells one device from another of its kind.
 *
 * @import {Device} from "./engagementtypes.js"
 * @import {DeviceClass} from "./types.js"
 */

/** The first match counts: Edge and Opera call themselves Chrome too, Chrome calls itself Safari. */
const BROWSERS = /** @type {const} */ ([
  [/Edg(A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrom(e|ium)\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
]);
const SYSTEMS = /** @type {const} */ ([
  [/iPhone|iPad|iPod/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux/, "Linux"],
]);

/** @param {readonly (readonly [RegExp, string])[]} table @param {string} agent */
const named = (table, agent) => table.find(([pattern]) => pattern.test(agent))?.[1] ?? "other";

/**
 * @param {string} agent The browser's user agent.
 * @param {{fingers: number, shortSide: number}} screen
 * @returns {Device}
 */
export function deviceOf(agent, { fingers, shortSide }) {
  // An iPad calls itself a Macintosh; no Macintosh has a touch screen.
  const pad = /iPad/.test(agent) || (/Macintosh/.test(agent) && fingers > 1);
  const os = pad ? "iOS" : named(SYSTEMS, agent);
  const mobile = pad || /Mobi|Android|iPhone/.test(agent);
  /** @type {DeviceClass} */
  const kind = !mobile ? "desktop" : pad || shortSide >= 600 ? "tablet" : "phone";
  return { class: kind, browser: named(BROWSERS, agent), os };
}

/** This device. */
export function thisDevice() {
  const shortSide = Math.min(screen.width, screen.height);
  return deviceOf(navigator.userAgent, { fingers: navigator.maxTouchPoints, shortSide });
}

let tab = "";

/**
 * An id for this load of the page, for pages that capture nothing; those that do use `tabIdentity`.
 */
export function thisTab() {
  tab ||= crypto.randomUUID();
  return tab;
}
