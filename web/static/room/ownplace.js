/**
 * My place on stage, as my microphone and camera follow it.
 *
 * Rule 1: nobody is to see a microphone that is open and heard by nobody: without a place both are off.
 * Rule 2: a place that comes by itself opens nothing; one that comes by my press opens what I pressed.
 *
 * @import {Sort} from "../live/devices.js"
 * @import {Own} from "./own.js"
 */

import { Place } from "../live/place.js";
import { t } from "../live/words.js";

/** Why my switches do nothing now. */
export const noPlace = () =>
  t("All six places on stage are taken; you can listen, chat and raise your hand.");

/**
 * @param {Own} own
 * @param {() => void} ask Asks the server for a place.
 */
export function placeOf(own, ask) {
  return new Place({
    ask,
    refused: (pressed) => void stepDown(own, pressed),
    given: (pressed) => stepUp(own, pressed),
  });
}

/** @param {Own} own @param {Sort|null} pressed */
async function stepDown(own, pressed) {
  await own.setAudio(false);
  await own.setVideo(false);
  if (pressed) own.tell("problem", noPlace());
}

/** @param {Own} own @param {Sort|null} pressed */
function stepUp(own, pressed) {
  if (pressed === "microphone") void own.setAudio(true);
  else if (pressed === "camera") void own.setVideo(true);
  else own.tell("placed", null);
}
