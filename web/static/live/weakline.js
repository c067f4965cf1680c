/**
 * How much of what we want the server leaves out, because our line is weak. Pure.
 */

/** @typedef {""|"picture"|"all"} Weakness What is left out of all that we want; "": not of all. */

/**
 * @param {Iterable<{state: string, soundless: boolean}>} playing
 * @returns {Weakness}
 */
export function weakness(playing) {
  const wanted = [...playing].filter(({ state }) => state === "live" || state === "weak");
  if (wanted.length === 0 || wanted.some(({ state }) => state !== "weak")) return "";
  return wanted.every(({ soundless }) => soundless) ? "all" : "picture";
}
