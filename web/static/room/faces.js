/**
 * What is said on a tile: pure words about a person and the state of their stream.
 *
 * @import {Participant, Snapshot, Stream} from "../live/types.js"
 */

import { t } from "../live/words.js";

/**
 * @param {Snapshot} snapshot
 * @param {Participant} person
 * @returns {Stream|undefined}
 */
export function cameraOf({ streams }, { id }) {
  return streams.find(({ participant, kind }) => participant === id && kind === "camera");
}

/**
 * The screen that is shown: of several the newest.
 * @param {Snapshot} snapshot
 * @param {string} me Whose own screen is not shown to them.
 * @returns {Stream|undefined}
 */
export function screenOf({ streams }, me) {
  return streams.findLast(({ participant, kind }) => kind === "screen" && participant !== me);
}

/**
 * First letters, without titles.
 * @param {string} name
 */
export function initialsOf(name) {
  const words = name
    .replace(/\b(Dr|Prof|Med)\b\.?/gi, "")
    .trim()
    .split(/\s+/);
  const [first = "", last = ""] = [words[0], words.length > 1 ? words.at(-1) : ""];
  return (first.slice(0, 1) + (last ?? "").slice(0, 1)).toUpperCase();
}

/**
 * What is to be said about a face that is not seen, or not as it should be.
 * @param {string} state Of the playback, or "none".
 * @param {Participant} person
 * @param {{audioOnly: boolean, stream: Stream|undefined, silent: boolean, soundless: boolean}} known
 *   `silent`: sound should come, and does not. `soundless`: the server leaves it out.
 */
export function noteOf(state, person, { audioOnly, stream, silent, soundless }) {
  if (person.state === "reconnecting") return t("Reconnecting …");
  if (state === "connecting") return t("Connecting …");
  if (state === "lost") return t("Paused");
  if (state === "blocked") return t("No way through for video");
  if (state === "refused") return t("Not available");
  if (soundless) return t("Sound and picture paused: your connection is weak");
  if (state === "weak") return t("Picture paused: your connection is weak");
  if (silent && stream) return t("No sound is coming in");
  if (state === "stalled") return t("Picture paused");
  if (state === "paused" && !audioOnly && stream?.video === false) return t("Camera off");
  return "";
}

/**
 * What is said on a shared screen that is not seen.
 * @param {string} state Of its playback.
 */
export function screenNoteOf(state) {
  if (state === "connecting") return t("The screen is coming …");
  if (state === "lost" || state === "stalled") return t("The shared screen is interrupted.");
  if (state === "weak") return t("The shared screen is paused: your connection is weak.");
  if (state === "blocked") return t("This network lets no video through.");
  if (state === "refused") return t("The shared screen is not available.");
  return "";
}
