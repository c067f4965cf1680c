/**
 * Which tab this is: the capture session, whose events are counted 1, 2, 3 … without a hole.
 *
 * Rule 1: a tab keeps its id over a reload; two tabs never share one. A duplicated tab starts with
 *         a copy of the other's sessionStorage, so the id is held by a lock while the tab lives.
 * Rule 2: a counter that was given out is never given out again, whatever the disk did: it stands
 *         in sessionStorage before the event goes anywhere.
 */

const ID = "lectern.tab";
const COUNTER = "lectern.counter.";
/** After a reload the old page's lock goes a moment later than the new page asks for it. */
const LOCK_MS = 400;

/**
 * The name of the lock that a living tab holds.
 * @param {string} id
 */
export const lockOf = (id) => `lectern.tab.${id}`;

/**
 * This tab's id, held until the page goes.
 * @returns {Promise<string>}
 */
export async function tabIdentity() {
  const known = stored(ID);
  const id = known && (await hold(known)) ? known : crypto.randomUUID();
  if (id !== known) {
    await hold(id);
    keep(ID, id);
  }
  return id;
}

/**
 * Takes the lock of `id` for the life of the page. Without locks (an old browser) nothing can be
 * held, and every load is a tab of its own.
 * @param {string} id
 * @returns {Promise<boolean>}
 */
async function hold(id) {
  if (!navigator.locks) return false;
  return new Promise((done) => {
    const signal = AbortSignal.timeout(LOCK_MS);
    navigator.locks
      .request(lockOf(id), { signal }, () => {
        done(true);
        return new Promise(() => {});
      })
      .catch(() => done(false));
  });
}

/** The counter of one tab. */
export class Counter {
  #key;
  #last;

  /**
   * @param {string} tab
   * @param {number} atLeast The highest number that is known from elsewhere.
   */
  constructor(tab, atLeast = 0) {
    this.#key = COUNTER + tab;
    this.#last = Math.max(atLeast, Number(stored(this.#key)) || 0);
  }

  /** The highest number given out; 0 at the start. */
  get last() {
    return this.#last;
  }

  next() {
    this.#last += 1;
    keep(this.#key, String(this.#last));
    return this.#last;
  }
}

/**
 * Whether no living tab has this session.
 * @param {string} session
 */
export async function isGone(session) {
  if (!navigator.locks) return false;
  const { held = [] } = await navigator.locks.query();
  return !held.some((lock) => lock.name === lockOf(session));
}

const SETTLED = "lectern.settled.";

/**
 * Notes at once, where a reload finds it, that a draft has become its event.
 * @param {string} session
 * @param {string} id
 */
export function noteSettled(session, id) {
  // Where nothing is kept the draft is sent too, and its id tells that it is the same fact.
  keep(SETTLED + session, id);
}

/**
 * @param {string} session
 * @param {string} id
 */
export function wasSettled(session, id) {
  return stored(SETTLED + session) === id;
}

/** @param {string} key */
function stored(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} value */
function keep(key, value) {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // A browser that keeps nothing has a new tab id at every load, so no counter is met twice.
  }
}
