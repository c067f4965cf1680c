/**
 * When to try again. Pure: chance comes in as an argument.
 */

const FIRST_MS = 1_000;
const LATER_MS = [3_000, 5_000, 7_000];
const MEDIA_MS = [300, 1_000, 2_000, 4_000];

/**
 * Milliseconds before the connection's next attempt: a random 0–1 s after the cut, so that a
 * restarted server is not hit by everybody at once; then 3, 5, 7 s, each ± 50 %.
 * @param {number} attempt How many attempts have failed since the cut.
 * @param {() => number} [random]
 */
export function connectionDelay(attempt, random = Math.random) {
  if (attempt === 0) return random() * FIRST_MS;
  const base = LATER_MS[Math.min(attempt, LATER_MS.length) - 1] ?? 7_000;
  return base * (0.5 + random());
}

/**
 * Milliseconds before media's next attempt. Never above 4 s + 25 %: a new media session must
 * stand within 10 s after the network is back.
 * @param {number} attempt
 * @param {() => number} [random]
 */
export function mediaDelay(attempt, random = Math.random) {
  const base = MEDIA_MS[Math.min(attempt, MEDIA_MS.length - 1)] ?? 4_000;
  return base * (0.75 + random() / 2);
}
