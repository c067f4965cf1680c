/**
 * What is switched on at the beginning, as chosen on the landing page; kept for this tab.
 */

const KEY = "lectern.start";

/** @typedef {{audio: boolean, video: boolean}} Start */

/** @returns {Start} */
export function startChoice() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    return { audio: kept.audio !== false, video: kept.video !== false };
  } catch {
    return { audio: true, video: true };
  }
}

/** @param {Start} choice */
export function keepStart(choice) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // The room starts with everything on, and each thing has its button.
  }
}
