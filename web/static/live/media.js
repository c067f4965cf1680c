/**
 * Publishing and playing streams: the two calls that pages need, and what cameras are asked for.
 */

import { Playback } from "./playback.js";
import { Publication } from "./publication.js";

export { Playback, Publication };

/**
 * Publishes `stream` to the room.
 * @param {string} room
 * @param {() => string} token
 * @param {MediaStream} stream
 * @param {import("./publication.js").PublishOptions} [options]
 */
export function publish(room, token, stream, options = {}) {
  const publication = new Publication(room, token, stream, options);
  publication.start();
  return publication;
}

/**
 * Plays a stream of the room.
 * @param {string} room
 * @param {string} id
 * @param {() => string} token
 * @param {import("./playback.js").PlayOptions} [options]
 */
export function play(room, id, token, options = {}) {
  const playback = new Playback(room, id, token, options);
  playback.start();
  return playback;
}
