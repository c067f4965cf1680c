/**
 * The line that says that my screen is shared, and whether it gets through; in the room and in the
 * console. Its words are pure.
 *
 * @import {ScreenShare} from "../live/screenshare.js"
 * @import {Snapshot} from "../live/types.js"
 */

import { iconOf, part, say, show } from "../live/dom.js";
import { canShare } from "../live/screenshare.js";
import { t } from "../live/words.js";

/** The roles that may publish a screen: see PROTOCOL.md. */
const SHARERS = new Set(["host", "presenter"]);

/** @param {Snapshot|null} snapshot */
export function mayShare(snapshot) {
  return snapshot !== null && SHARERS.has(snapshot.role) && canShare();
}

/**
 * @param {ParentNode} root Holds the part "sharing" with "text", "change-sharing", "stop-sharing".
 * @param {ScreenShare|null} share Null: there is no place for it now.
 */
export function drawShareLine(root, share) {
  const line = part(root, "sharing", HTMLElement);
  const shared = share?.shared === true;
  show(line, shared);
  const picture = part(line, "shared-picture", HTMLVideoElement);
  const stream = shared ? share.stream : null;
  if (picture.srcObject !== stream) picture.srcObject = stream;
  if (!shared) return;
  const { text, tone, icon } = shareWords(share);
  line.dataset["tone"] = tone;
  iconOf(line, icon);
  say(part(line, "text", HTMLElement), text);
}

/**
 * @param {{state: string, audio: boolean}} share
 * @returns {{text: string, tone: "good"|"wait", icon: string}}
 */
export function shareWords({ state, audio }) {
  const wait = /** @type {const} */ ({ tone: "wait", icon: "screen-share-off" });
  if (state === "connecting" || state === "idle") {
    return { text: t("Your screen is on its way …"), tone: "wait", icon: "loader-circle" };
  }
  if (state === "lost") {
    return { text: t("Your screen does not get through at the moment. We are trying again."), ...wait };
  }
  if (state === "blocked") {
    return { text: t("Your screen does not get through: this network lets no video through."), ...wait };
  }
  const text = audio
    ? t("Your screen and its sound are shared: the others see it instead of the slide.")
    : t("Your screen is shared: the others see it instead of the slide.");
  return { text, tone: "good", icon: "screen-share" };
}
