/**
 * What a module's test stands on: names, and sentences that fail.
 *
 * A test file says test("promise", () => …); test_modules.py finds the names and runs each in a
 * fresh page of a real Chromium.
 */

/** @type {Map<string, () => unknown>} */
const tests = new Map();

/**
 * @param {string} promise
 * @param {() => unknown} body
 */
export function test(promise, body) {
  tests.set(promise, body);
}

/** @param {string} promise */
export async function run(promise) {
  const body = tests.get(promise);
  if (!body) throw new Error(`no test is called "${promise}"`);
  await body();
}

/**
 * Both are the same, by value.
 * @param {unknown} found
 * @param {unknown} expected
 */
export function same(found, expected) {
  const [a, b] = [JSON.stringify(sorted(found)), JSON.stringify(sorted(expected))];
  if (a !== b) throw new Error(`expected\n${b}\nfound\n${a}`);
}

/**
 * @param {unknown} condition
 * @param {string} [otherwise]
 */
export function holds(condition, otherwise = "it does not hold") {
  if (!condition) throw new Error(otherwise);
}

/**
 * Keys in order, so that the order of writing does not count.
 * @param {unknown} value
 * @returns {unknown}
 */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value === undefined ? "undefined" : value;
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)]);
  return Object.fromEntries(entries.sort(([a], [b]) => String(a).localeCompare(String(b))));
}

/**
 * Waits until `condition` is true; fails after two seconds.
 * @param {() => unknown} condition
 * @param {number} [within]
 */
export async function until(condition, within = 2_000) {
  const end = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${condition}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** @param {number} ms */
export const wait = (ms) => new Promise((done) => setTimeout(done, ms));
