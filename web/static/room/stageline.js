/**
 * The line of somebody who is on stage and can send nothing: what is missing, and the way to mend it.
 * Pure.
 *
 * @import {Lack} from "../live/types.js"
 * @import {Line} from "./lineview.js"
 */

import { t } from "../live/words.js";

/**
 * @param {Lack|null} lack
 * @param {() => void} act Offers the check of camera and microphone again.
 * @returns {Line|null} Null: something can be sent.
 */
export function stageLine(lack, act) {
  if (lack === null) return null;
  const texts = {
    missing: t("You are on stage, but no microphone or camera was found: nobody hears or sees you."),
    refused: t(
      "You are on stage, but the browser may not use microphone and camera: nobody hears or sees you. Allow them in the address bar.",
    ),
    busy: t("You are on stage, but another program uses microphone and camera: nobody hears or sees you."),
    closed: t("You are on stage, but microphone and camera are not open: nobody hears or sees you."),
  };
  return { text: texts[lack], tone: "danger", icon: "mic-off", button: t("Try camera and microphone"), act };
}
