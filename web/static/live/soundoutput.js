/**
 * Which loudspeaker the page plays through.
 *
 * Rule 1: the choice holds for every element that is heard, now and later, and for the next meeting.
 * Rule 2: a loudspeaker that is gone is not waited for: the system's own takes over, and the chosen
 *         one is used again when it is back.
 */

import { devices, remember, remembered } from "./devices.js";

/** Whether this browser lets a page choose. */
export const mayChoose = "setSinkId" in HTMLMediaElement.prototype;

/**
 * Plays an element through the chosen loudspeaker.
 * @param {HTMLMediaElement} element
 */
export function routeSound(element) {
  void route(element, remembered().speaker ?? "");
}

/**
 * Chooses a loudspeaker; "" is the system's own.
 * @param {string} id
 */
export async function chooseSpeaker(id) {
  remember({ speaker: id });
  await routeAll(id);
}

/** The devices have changed: follows rule 2. */
export async function followSpeakers() {
  const chosen = remembered().speaker ?? "";
  const { speakers } = await devices();
  await routeAll(speakers.some(({ deviceId }) => deviceId === chosen) ? chosen : "");
}

/** @param {string} id */
async function routeAll(id) {
  await Promise.all([...document.querySelectorAll("video, audio")].map((each) => route(each, id)));
}

/**
 * @param {Element} element
 * @param {string} id
 */
async function route(element, id) {
  if (!mayChoose || !(element instanceof HTMLMediaElement) || element.sinkId === id) return;
  // One that is gone, or not allowed to us: the system's own goes on playing.
  await element.setSinkId(id).catch(() => {});
}
