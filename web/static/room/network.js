/**
 * The line about the network: the worst that is so, in words, and what happens next. Pure.
 *
 * @import {Line} from "./lineview.js"
 */

import { t } from "../live/words.js";
import { noPlace } from "./ownplace.js";

/**
 * @typedef {object} Network
 * @property {boolean} online Whether slides and events flow.
 * @property {string} own State of my own stream.
 * @property {number} lost How many streams of others do not come through.
 * @property {boolean} blocked Whether media finds no way at all.
 * @property {import("../live/weakline.js").Weakness} weak What of all that we want the server leaves out.
 * @property {() => void} takeBack
 */

/**
 * @param {Network} network
 * @returns {Line|null} Null: all is well.
 */
export function networkLine({ online, own, lost, blocked, weak, takeBack }) {
  if (!online) {
    return {
      text: t("The connection is interrupted. We are reconnecting; you stay in the meeting."),
      tone: "wait",
      icon: "wifi-off",
    };
  }
  if (own === "yielded") {
    return {
      text: t("You are in this meeting in another tab or on another device as well; camera and microphone run there."),
      tone: "wait",
      icon: "monitor",
      button: t("Use them here"),
      act: takeBack,
    };
  }
  if (own === "full") return { text: noPlace(), tone: "wait", icon: "users" };
  if (blocked || own === "blocked") {
    return {
      text: t("Slides stay in step; this network lets no video through."),
      tone: "wait",
      icon: "video-off",
    };
  }
  if (weak === "all") {
    return {
      text: t("Slides stay in step; your connection is too weak for sound and video."),
      tone: "wait",
      icon: "wifi-off",
    };
  }
  if (lost > 0 || weak)
    return { text: t("Slides stay in step; video is paused."), tone: "wait", icon: "video-off" };
  if (own === "lost")
    return {
      text: t("Slides stay in step; your video is paused."),
      tone: "wait",
      icon: "video-off",
    };
  return null;
}
