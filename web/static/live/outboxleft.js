/**
 * What was left behind on the disk: by this tab before a reload, and by tabs that are gone.
 *
 * @import {Draft, Kept} from "./outboxdisk.js"
 */

import { isGone } from "./tab.js";

/**
 * What one session has left.
 * @typedef {object} Estate
 * @property {Kept[]} events
 * @property {Draft|undefined} draft
 */

/**
 * The estates of `own` session and of tabs that are gone; what a living tab has is its own business.
 * @param {{events: Kept[], drafts: Draft[]}} left
 * @param {string} own
 * @returns {Promise<Estate[]>}
 */
export async function estates({ events, drafts }, own) {
  const found = [];
  for (const session of new Set([...events, ...drafts].map((each) => each.session))) {
    if (session !== own && !(await isGone(session))) continue;
    /** @param {{session: string}} each */
    const theirs = (each) => each.session === session;
    found.push({ events: events.filter(theirs), draft: drafts.find(theirs) });
  }
  return found;
}

/** The highest counter among events; 0 where there is none. @param {Kept[]} events */
export const highestOf = (events) => events.reduce((most, { seq }) => Math.max(most, seq), 0);
