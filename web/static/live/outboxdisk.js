/**
 * The outbox on disk: IndexedDB with strict durability, so that what was written is there after a
 * crash or a power cut.
 *
 * Rule 1: every method resolves; where the browser keeps nothing (private window, full disk) the
 *         outbox goes on in memory, and `broken` says so.
 *
 * @import {EngagementEvent} from "./engagementtypes.js"
 */

const NAME = "lectern-outbox";
/** A disk that has not opened by now is not waited for: the meeting is more than its capture. */
const OPEN_MS = 3_000;

/**
 * One event, and whose it is.
 * @typedef {object} Kept
 * @property {string} session
 * @property {number} seq
 * @property {string} meeting
 * @property {string} participant
 * @property {number} size Bytes, about.
 * @property {EngagementEvent} event
 */

/**
 * What becomes an event if this tab is never heard of again.
 * @typedef {object} Draft
 * @property {string} session
 * @property {string} meeting
 * @property {string} participant
 * @property {EngagementEvent} event Its seq is the lowest that it may get.
 */

/**
 * An event as it is kept.
 * @param {Omit<Kept, "seq"|"size"|"event">} owner
 * @param {EngagementEvent} event
 * @returns {Kept}
 */
export function keptOf({ session, meeting, participant }, event) {
  const size = new TextEncoder().encode(JSON.stringify(event)).length + 1;
  return { session, seq: event.seq, meeting, participant, size, event };
}

export class Disk {
  broken = false;
  /** @type {IDBDatabase|null} */
  #database = null;

  static async open() {
    const disk = new Disk();
    try {
      disk.#database = await openDatabase();
    } catch {
      disk.broken = true;
    }
    return disk;
  }

  /**
   * @param {Kept} entry
   * @param {string} [settled] The session whose draft this event takes the place of.
   */
  put(entry, settled) {
    return this.#write((events, drafts) => {
      events.put(entry);
      if (settled !== undefined) drafts.delete(settled);
    });
  }

  /** Takes entries of any sessions away. @param {Kept[]} entries */
  async forget(entries) {
    if (entries.length === 0) return;
    await this.#write((events) =>
      entries.forEach(({ session, seq }) => events.delete([session, seq])),
    );
  }

  /** @param {Draft} draft */
  draft(draft) {
    return this.#write((_, drafts) => void drafts.put(draft));
  }

  /** @param {string} session */
  dropDraft(session) {
    return this.#write((_, drafts) => void drafts.delete(session));
  }

  /**
   * Everything of one person in one meeting, the oldest first.
   * @param {string} meeting
   * @param {string} participant
   * @returns {Promise<{events: Kept[], drafts: Draft[]}>}
   */
  async read(meeting, participant) {
    /** @param {{meeting: string, participant: string}} each */
    const mine = (each) => each.meeting === meeting && each.participant === participant;
    const events = /** @type {Kept[]} */ (await this.#all("events")).filter(mine);
    const drafts = /** @type {Draft[]} */ (await this.#all("drafts")).filter(mine);
    return { events, drafts };
  }

  /** @param {string} store */
  async #all(store) {
    if (!this.#database) return [];
    try {
      return await result(this.#database.transaction(store).objectStore(store).getAll());
    } catch {
      this.broken = true;
      return [];
    }
  }

  /**
   * @param {(events: IDBObjectStore, drafts: IDBObjectStore) => void} change
   * @returns {Promise<boolean>} Whether it is on disk now.
   */
  async #write(change) {
    if (!this.#database) return false;
    try {
      const stores = ["events", "drafts"];
      const transaction = this.#database.transaction(stores, "readwrite", { durability: "strict" });
      change(transaction.objectStore("events"), transaction.objectStore("drafts"));
      await committed(transaction);
      return true;
    } catch {
      this.broken = true;
      return false;
    }
  }
}

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("events", { keyPath: ["session", "seq"] });
    request.result.createObjectStore("drafts", { keyPath: "session" });
  };
  return Promise.race([result(request), tooLate(request)]);
}

/**
 * Fails after `OPEN_MS`; what opens even later is closed again.
 * @param {IDBOpenDBRequest} request
 * @returns {Promise<never>}
 */
function tooLate(request) {
  return new Promise((_, fail) => {
    setTimeout(() => {
      if (request.readyState === "done") return;
      request.onsuccess = () => request.result.close();
      fail(new Error("the disk does not open"));
    }, OPEN_MS);
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function result(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function committed(transaction) {
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done();
    transaction.onerror = transaction.onabort = () => fail(transaction.error);
  });
}
