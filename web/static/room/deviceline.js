/**
 * The line about my own devices: what is wrong, what the others notice, and the one thing to do.
 * Pure.
 *
 * @import {Line} from "./lineview.js"
 * @import {Trouble} from "../live/owndevices.js"
 */

import { t } from "../live/words.js";

/**
 * @param {Trouble[]} troubles The worst first.
 * @returns {Line|null} Null: all is well.
 */
export function deviceLine(troubles) {
  const [worst] = troubles;
  if (!worst) return null;
  const { sort, why, device, use } = worst;
  /** @type {Line} */
  const line = {
    text: sentences()[sort][why],
    tone: "wait",
    icon: sort === "camera" ? "video-off" : "mic-off",
  };
  if (!use) return line;
  return { ...line, button: device ? t("Use {device}", { device }) : t("Try again"), act: use };
}

/** @returns {Record<Trouble["sort"], Record<Trouble["why"], string>>} */
function sentences() {
  return {
    microphone: {
      lost: t("Your microphone is gone: nobody hears you. Plug it in again, or use another one."),
      muted: t("Your system has switched your microphone off: nobody hears you."),
      stalled: t("Your microphone sends nothing: nobody hears you. It is being started again."),
    },
    camera: {
      lost: t("Your camera is gone: the others see your name instead."),
      muted: t("Your system has switched your camera off: the others see your name instead."),
      stalled: t("Your camera sends nothing: the others see your name. It is being started again."),
    },
  };
}
