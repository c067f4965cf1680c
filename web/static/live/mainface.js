/**
 * Whose face is the large one, and which faces are shown when not all fit. Pure.
 *
 * Rule 1: my own choice comes first, then the host's for everybody, then who speaks, then the host.
 * Rule 2: never my own face, and never one that is not here.
 *
 * @import {Participant, Snapshot} from "./types.js"
 */

const HERE = new Set(["present", "reconnecting"]);

/**
 * @typedef {object} MainFace
 * @property {string|null} id
 * @property {"mine"|"pinned"|"speaking"|"host"|"first"|"nobody"} why
 */

/** @typedef {{speaking: string|null, mine: string|null}} Looks Who speaks, and whom I keep large. */

/**
 * Those who may be seen beside me, in order of their arrival.
 * @param {Snapshot} snapshot
 */
export function othersOf({ participants, me }) {
  return participants.filter(({ id, state }) => id !== me && HERE.has(state));
}

/**
 * @param {Snapshot} snapshot
 * @param {Looks} looks
 * @returns {MainFace}
 */
export function mainFace(snapshot, { speaking, mine }) {
  const others = othersOf(snapshot);
  const here = (/** @type {string|null} */ id) => others.some((person) => person.id === id);
  if (here(mine)) return { id: mine, why: "mine" };
  if (here(snapshot.pinned)) return { id: snapshot.pinned, why: "pinned" };
  if (here(speaking)) return { id: speaking, why: "speaking" };
  const host = others.find(({ role }) => role === "host");
  if (host) return { id: host.id, why: "host" };
  const first = others[0];
  return first ? { id: first.id, why: "first" } : { id: null, why: "nobody" };
}

/**
 * The faces that are shown: the large one, who speaks, hosts, who publishes, then the others.
 * @param {Snapshot} snapshot
 * @param {Looks} looks
 * @param {number} most
 * @returns {Participant[]} In order of arrival, so that nobody jumps about.
 */
export function facesOf(snapshot, looks, most) {
  const main = mainFace(snapshot, looks).id;
  const publishing = new Set(snapshot.streams.map(({ participant }) => participant));
  /** @param {Participant} person */
  const rank = ({ id, role }) => {
    if (id === main || id === looks.speaking) return 0;
    if (role === "host") return 1;
    return publishing.has(id) ? 2 : 3;
  };
  const others = othersOf(snapshot);
  const chosen = new Set([...others].sort((a, b) => rank(a) - rank(b)).slice(0, most));
  return others.filter((person) => chosen.has(person));
}
