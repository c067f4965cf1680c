/**
 * Whether media gets through to the server from here: a real media session that nobody sees.
 *
 * The stream is of the kind "check": the server answers it, announces it to nobody and ends it soon.
 */

import { Publication } from "../live/media.js";

const LONG_ENOUGH_MS = 12_000;
/** A relay or TCP may be there first; so long the browser has to find a better way. */
const BETTER_MS = 1_500;

/**
 * direct: by UDP; tcp: by TCP; relay: through a relay; none: not at all; unknown: the server could
 * not be asked.
 * @typedef {"direct"|"tcp"|"relay"|"none"|"unknown"} Path
 */

/**
 * @param {string} room
 * @param {string} token
 * @param {RTCIceServer[]} iceServers
 * @returns {Promise<Path>}
 */
export async function checkPath(room, token, iceServers) {
  const silence = new MediaStream();
  const attempt = new Publication(room, () => token, silence, { kind: "check", iceServers });
  try {
    return await settled(attempt);
  } finally {
    attempt.close();
  }
}

/**
 * @param {Publication} attempt
 * @returns {Promise<Path>}
 */
function settled(attempt) {
  return new Promise((done) => {
    const timer = setTimeout(() => done(attempt.refusal ? "unknown" : "none"), LONG_ENOUGH_MS);
    attempt.addEventListener("change", () => {
      if (attempt.state === "live") void best(attempt).then(done);
      else if (attempt.state === "refused") done("unknown");
      else if (attempt.state === "blocked") done("none");
      else return;
      clearTimeout(timer);
    });
    attempt.start();
  });
}

/**
 * @param {Publication} attempt
 * @returns {Promise<"direct"|"tcp"|"relay">}
 */
async function best(attempt) {
  const first = await attempt.path();
  if (first === "direct") return first;
  await new Promise((later) => setTimeout(later, BETTER_MS));
  return attempt.state === "live" ? attempt.path() : first;
}
