/**
 * What is new in the parts of the console that a phone does not show.
 *
 * Rule: new is what others did since the last picture; the first picture is not news.
 */

import { queueOf } from "./hands.js";
import { waits } from "./queue.js";

/** @import {Snapshot} from "../live/types.js" */

export class News {
  /** @type {Record<"talk"|"people", Set<string>> | null} */
  #known = null;

  /** @param {Snapshot} snapshot @returns {("talk"|"people")[]} The parts in which something is new. */
  hear({ chat, questions, participants, me }) {
    const lines = chat.filter(({ by, channel }) => by !== me && channel !== "crew");
    const now = {
      talk: new Set([...lines, ...questions.filter(waits)].map(({ id }) => id)),
      people: new Set(queueOf(participants).map(({ id }) => id)),
    };
    const known = this.#known;
    this.#known = now;
    if (!known) return [];
    const fresh = (/** @type {"talk"|"people"} */ name) => [...now[name]].some((id) => !known[name].has(id));
    return /** @type {const} */ (["talk", "people"]).filter(fresh);
  }
}
