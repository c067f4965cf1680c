/**
 * A soft background behind the person, made by the browser or the system (Media Capture Extensions,
 * `backgroundBlur`). Where neither offers it, there is none: pixels are not touched by us.
 */

const MEMORY = "lectern.blur";

/** @typedef {MediaTrackCapabilities & {backgroundBlur?: boolean[]}} Can */
/** @typedef {MediaTrackSettings & {backgroundBlur?: boolean}} Is */

/**
 * Whether the background is soft now; null when that cannot be chosen here.
 * @param {MediaStreamTrack|undefined} track
 * @returns {boolean|null}
 */
export function blurOf(track) {
  if (!track || track.readyState !== "live") return null;
  const { backgroundBlur: choices = [] } = /** @type {Can} */ (track.getCapabilities?.() ?? {});
  if (!choices.includes(true) || !choices.includes(false)) return null;
  return /** @type {Is} */ (track.getSettings()).backgroundBlur === true;
}

/**
 * Makes the background soft or sharp, where that can be chosen; what fails leaves it as it is.
 * @param {MediaStreamTrack|undefined} track
 * @param {boolean} soft
 */
export async function setBlur(track, soft) {
  if (!track || blurOf(track) === null || blurOf(track) === soft) return;
  const wish = /** @type {MediaTrackConstraints} */ ({ backgroundBlur: soft });
  await track.applyConstraints(wish).catch(() => {});
}

/** @param {boolean} soft */
export function rememberBlur(soft) {
  try {
    localStorage.setItem(MEMORY, String(soft));
  } catch {
    // A browser that keeps nothing starts sharp next time.
  }
}

/** Makes a fresh camera as it was chosen before. @param {MediaStreamTrack|undefined} track */
export async function blurAsBefore(track) {
  try {
    if (localStorage.getItem(MEMORY) === "true") await setBlur(track, true);
  } catch {
    // As above.
  }
}
