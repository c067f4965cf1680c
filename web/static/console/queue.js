/**
 * Which questions of a webinar are seen, and in which order. Pure.
 *
 * Rule 1: what is being answered stands first, whatever the order: the crew must find it.
 * Rule 2: a question that was put to another is done: its votes are there.
 *
 * @import {Question, Role, Snapshot} from "../live/types.js"
 */

/** @typedef {"waiting"|"new"|"approved"|"mine"|"answered"|"dismissed"|"all"} Filter */
/** @typedef {"votes"|"oldest"|"newest"} Order */

export const FILTERS = /** @type {const} */ ([
  "waiting",
  "new",
  "approved",
  "mine",
  "answered",
  "dismissed",
  "all",
]);

/** @type {ReadonlySet<Role>} Who may do everything with every question. */
export const LEADERS = new Set(/** @type {const} */ (["host", "moderator"]));

/** Whether a question still wants an answer. @param {Question} question */
export const waits = ({ state, merged }) => (state === "open" || state === "pending") && !merged;

/** @type {Record<Filter, (question: Question, me: string) => boolean>} */
const KEEPS = {
  waiting: (question) => waits(question),
  new: (question) => waits(question) && question.state === "pending",
  approved: (question) => waits(question) && question.state === "open",
  mine: (question, me) => waits(question) && question.assigned === me,
  answered: ({ state, merged }) => state === "answered" && !merged,
  dismissed: ({ state, merged }) => state === "dismissed" || Boolean(merged),
  all: () => true,
};

/**
 * How many questions each filter lets through.
 * @param {readonly Question[]} questions
 * @param {string} me
 * @returns {Record<Filter, number>}
 */
export function counts(questions, me) {
  const count = (/** @type {Filter} */ name) =>
    questions.filter((question) => KEEPS[name](question, me)).length;
  return /** @type {Record<Filter, number>} */ (
    Object.fromEntries(FILTERS.map((name) => [name, count(name)]))
  );
}

/** @type {Record<Order, (a: Question, b: Question) => number>} */
const ORDERS = {
  votes: (a, b) => (b.votes ?? 0) - (a.votes ?? 0) || a.at - b.at,
  oldest: (a, b) => a.at - b.at,
  newest: (a, b) => b.at - a.at,
};

/**
 * @param {readonly Question[]} questions
 * @param {{filter: Filter, order: Order, search: string, me: string}} wish
 */
export function chosen(questions, { filter, order, search, me }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (/** @type {Question} */ { text, name }) => {
    const all = `${text} ${name}`.toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const now = (/** @type {Question} */ { answering }) => Number(answering === true);
  return questions
    .filter((question) => KEEPS[filter](question, me) && has(question))
    .toSorted((a, b) => now(b) - now(a) || ORDERS[order](a, b));
}

/**
 * Whether I may answer a question: the hosts all, others what was given to them.
 * @param {Question} question
 * @param {Pick<Snapshot, "role"|"me">} reader
 */
export const mayAnswer = ({ assigned }, { role, me }) => LEADERS.has(role) || assigned === me;
