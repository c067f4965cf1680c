/**
 * My own picture: in the room, and in front of its door.
 */

import { iconOf, part, say, show } from "../live/dom.js";
import { t } from "../live/words.js";
import { initialsOf } from "./faces.js";

/**
 * @typedef {object} Mirror
 * @property {MediaStream|null} stream
 * @property {boolean} audio
 * @property {boolean} video
 * @property {string} state Of the publication.
 */

/**
 * Draws the mirrors, and the buttons beside those at the door and before the stage.
 * @param {HTMLElement} body
 * @param {Mirror & {inLobby: boolean, name: string}} own
 */
export function drawMirrors(body, { inLobby, name, ...mirror }) {
  const { stream, audio, video } = mirror;
  for (const place of ["mirror", "waiting-tile", "stage-tile"]) {
    const tile = part(body, place, HTMLElement);
    drawMirror(tile, mirror);
    say(part(tile, "initials", HTMLElement), initialsOf(name || t("You")));
    say(part(tile, "name", HTMLElement), t("You"));
  }
  show(part(body, "waiting-mirror", HTMLElement), stream !== null && inLobby);
  show(part(body, "waiting-sign", HTMLElement), stream === null || !inLobby);
  show(part(body, "mirror", HTMLElement), stream !== null);
  for (const place of ["waiting", "stage"]) {
    drawTool(part(body, `${place}-mic`, HTMLElement), audio, ["mic", "mic-off"]);
    drawTool(part(body, `${place}-camera`, HTMLElement), video, ["video", "video-off"]);
  }
}

/**
 * My own tile.
 * @param {HTMLElement} tile
 * @param {Mirror} own
 */
function drawMirror(tile, { stream, audio, video, state }) {
  const element = part(tile, "video", HTMLVideoElement);
  if (element.srcObject !== stream) {
    element.srcObject = stream;
    if (stream) element.play().catch(() => {});
  }
  tile.dataset["state"] = video ? "live" : "paused";
  tile.dataset["sending"] = state;
  show(part(tile, "silent", HTMLElement), !audio);
  iconOf(part(tile, "silent", HTMLElement), "mic-off");
  /** @type {Record<string, string>} */
  const notes = {
    connecting: t("Connecting …"),
    lost: t("Paused"),
    blocked: t("No way through for video"),
    yielded: t("In your other tab"),
    full: t("Not on stage"),
  };
  say(part(tile, "note", HTMLElement), notes[state] ?? "");
}

/** @param {HTMLElement} button @param {boolean} on @param {[string, string]} icons */
function drawTool(button, on, [iconOn, iconOff]) {
  button.setAttribute("aria-pressed", String(on));
  iconOf(button, on ? iconOn : iconOff);
}
