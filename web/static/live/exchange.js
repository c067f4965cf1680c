/**
 * A device in place of another one.
 *
 * Rule: many phones open one camera at a time. There the one in use gives way; elsewhere it goes on
 *       until the other one is open, so that nobody sees a gap.
 *
 * @import {Sort} from "./devices.js"
 */

import { openOne, reasonOf } from "./devices.js";

/**
 * Opens a device; fails as `openOne` does, and then the one in use may have been stopped.
 * @param {Sort} sort
 * @param {string|undefined} id
 * @param {MediaStreamTrack|undefined} used
 */
export async function openInstead(sort, id, used) {
  try {
    return await openOne(sort, id);
  } catch (error) {
    if (sort !== "camera" || reasonOf(error) !== "busy" || used?.readyState !== "live") throw error;
    used.stop();
    return openOne(sort, id);
  }
}
