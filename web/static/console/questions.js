/**
 * The queue of a webinar's questions: let through, given to somebody, answered aloud or in writing,
 * put together, dismissed.
 *
 * Rule 1: buttons are those that the server takes: hosts and moderators tend all questions, others of
 *         the crew what was given to them.
 * Rule 2: what somebody writes into an answer stays while the queue moves, and in sight whatever the
 *         filter says; when somebody else has closed the question meanwhile, the writer is told.
 * Rule 3: a thousand people who come, or vote, are not a thousand drawings: only what concerns the
 *         queue draws it, a few times a second.
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t, tn } from "../live/words.js";
import { toast } from "../ui/toast.js";
import { closeDraft, draftsIn } from "./drafts.js";
import { Dismissal, Merger } from "./questiondialogs.js";
import { FILTERS, LEADERS, chosen, counts, mayAnswer, waits } from "./queue.js";

/**
 * @import {Participant, Question, Snapshot} from "../live/types.js"
 * @import {Commands} from "./commands.js"
 * @import {Filter, Order} from "./queue.js"
 */

/** Faster than this nobody reads. */
const PACE_MS = 250;

export class Questions {
  /** What was given to me, as far as I was told. @type {Set<string> | null} */
  #mine = null;
  /** Whose answer from me is on its way. @type {Set<string>} */
  #sending = new Set();
  /** @type {Snapshot | null} */
  #snapshot = null;
  /** What the last drawing was made of. */
  #drawn = { questions: /** @type {Question[] | null} */ (null), crew: "" };
  #at = -PACE_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {HTMLElement} root
   * @param {{merge: HTMLDialogElement, dismiss: HTMLDialogElement}} dialogs
   * @param {Commands} commands
   * @param {string} zone  IANA zone of the meeting
   */
  constructor(root, dialogs, commands, zone) {
    this.commands = commands;
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.filter = part(root, "filter", HTMLSelectElement);
    this.sort = part(root, "sort", HTMLSelectElement);
    this.search = part(root, "search", HTMLInputElement);
    this.list = part(root, "asked", HTMLElement);
    this.none = part(root, "no-questions", HTMLElement);
    this.merger = new Merger(dialogs.merge, commands);
    this.dismissal = new Dismissal(dialogs.dismiss, commands);
    for (const field of [this.filter, this.sort, this.search]) {
      field.addEventListener("input", () => this.draw());
    }
  }

  /** @param {Snapshot} snapshot @returns {number} How many wait for an answer. */
  update(snapshot) {
    this.#snapshot = snapshot;
    this.#tellOfMine(snapshot);
    this.#tellOfClosed(snapshot);
    this.#drawSoon(snapshot);
    return snapshot.questions.filter(waits).length;
  }

  /** @param {Snapshot} snapshot */
  #drawSoon({ questions, participants, role }) {
    const crew = [role, ...crewOf(participants, null).map(({ id, name }) => id + name)].join();
    if (questions === this.#drawn.questions && crew === this.#drawn.crew) return;
    this.#drawn = { questions, crew };
    const wait = this.#at + PACE_MS - performance.now();
    if (wait <= 0) this.draw();
    else this.#timer ??= setTimeout(() => this.draw(), wait);
  }

  draw() {
    const snapshot = this.#snapshot;
    if (!snapshot) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#at = performance.now();
    this.#count(snapshot);
    const filter = /** @type {Filter} */ (this.filter.value);
    const order = /** @type {Order} */ (this.sort.value);
    const seen = chosen(snapshot.questions, { filter, order, search: this.search.value, me: snapshot.me });
    const make = (/** @type {Question} */ { id }) => this.make(id);
    const drafts = draftsIn(this.list);
    seen.unshift(...snapshot.questions.filter((each) => waits(each) && drafts.has(each.id) && !seen.includes(each)));
    follow(this.list, seen, ({ id }) => id, make, (row, question) => this.fill(row, question, snapshot));
    show(this.none, seen.length === 0);
    const empty = snapshot.questions.length === 0;
    say(this.none, empty ? t("No questions yet.") : t("No question fits what you chose."));
  }

  /** @param {Snapshot} snapshot */
  #count({ questions, me }) {
    const found = counts(questions, me);
    for (const name of FILTERS) {
      const option = this.filter.querySelector(`option[value="${name}"]`);
      if (!(option instanceof HTMLOptionElement)) continue;
      option.dataset["word"] ??= option.textContent ?? "";
      say(option, `${option.dataset["word"]} (${found[name]})`);
    }
  }

  /** Whoever is given a question hears of it, wherever they look. @param {Snapshot} snapshot */
  #tellOfMine({ questions, me }) {
    const mine = questions.filter((question) => waits(question) && question.assigned === me);
    const known = this.#mine;
    this.#mine = new Set(mine.map(({ id }) => id));
    if (!known) return;
    for (const { id, text } of mine) {
      if (!known.has(id)) toast(t("Given to you: {text}", { text: brief(text) }), "wait");
    }
  }

  /** Somebody else has closed a question that I was answering. @param {Snapshot} snapshot */
  #tellOfClosed({ questions }) {
    for (const id of draftsIn(this.list)) {
      const question = questions.find((each) => each.id === id);
      if (this.#sending.has(id) || (question && waits(question))) continue;
      closeDraft(this.list, id);
      const text = brief(question?.text ?? "");
      toast(t("Closed by somebody else, so your answer was not sent: {text}", { text }), "wait");
    }
  }

  /** @param {string} question */
  make(question) {
    const row = stamp("queued");
    const on = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      part(row, name, HTMLButtonElement).addEventListener("click", () => {
        part(row, "menu", HTMLDetailsElement).open = false;
        action();
      });
    const now = () => this.#snapshot?.questions.find(({ id }) => id === question);
    const run = (/** @type {string} */ name, /** @type {object} */ more = {}) =>
      void this.commands.run(name, { question, ...more });
    on("open", () => run("open_question"));
    on("again", () => run("open_question"));
    on("take", () => run("take_question", { taken: now()?.answering !== true }));
    on("live", () => run("answer", { how: "live" }));
    on("separate", () => run("separate_question"));
    on("merge", () => this.merger.ask(question, this.#snapshot?.questions ?? []));
    on("dismiss", () => this.dismissal.ask(question, now()?.text ?? ""));
    on("write", () => this.#write(row));
    part(row, "given", HTMLSelectElement).addEventListener("change", (event) => {
      const { value } = /** @type {HTMLSelectElement} */ (event.target);
      run("assign_question", { participant: value || null });
    });
    part(row, "answer-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#answer(row, question);
    });
    return row;
  }

  /** @param {HTMLElement} row */
  #write(row) {
    const form = part(row, "answer-form", HTMLFormElement);
    show(form, form.hidden !== false);
    part(row, "write", HTMLElement).setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) part(form, "answer-text", HTMLTextAreaElement).focus();
  }

  /** @param {HTMLElement} row @param {string} question */
  async #answer(row, question) {
    const field = part(row, "answer-text", HTMLTextAreaElement);
    const text = field.value.trim();
    if (!text) return;
    const whispered = part(row, "whispered", HTMLInputElement).checked;
    this.#sending.add(question);
    const taken = await this.commands.run("answer", { question, how: "written", text, whispered });
    this.#sending.delete(question);
    if (!taken) return;
    field.value = "";
    show(part(row, "answer-form", HTMLFormElement), false);
  }

  /** @param {HTMLElement} row @param {Question} question @param {Snapshot} snapshot */
  fill(row, question, snapshot) {
    const open = waits(question);
    const leads = LEADERS.has(snapshot.role);
    const mine = mayAnswer(question, snapshot);
    row.dataset["state"] = open ? "open" : "done";
    row.dataset["answering"] = String(question.answering === true);
    say(part(row, "name", HTMLElement), question.name || t("Without a name"));
    say(part(row, "at", HTMLElement), this.#facts(question));
    show(part(row, "now", HTMLElement), question.answering === true);
    show(part(row, "fresh", HTMLElement), open && question.state === "pending");
    say(part(row, "text", HTMLElement), question.text);
    say(part(row, "outcome", HTMLElement), open ? "" : outcomeOf(question, snapshot.questions));
    this.#fillButtons(row, question, { open, leads, mine });
    this.#fillGiven(row, question, snapshot, open && leads);
    if (!open || !mine) show(part(row, "answer-form", HTMLFormElement), false);
  }

  /** @param {Question} question */
  #facts({ at, votes }) {
    const time = this.hour.format(at);
    return votes ? tn("{at} · {n} vote", "{at} · {n} votes", votes, { at: time }) : time;
  }

  /**
   * @param {HTMLElement} row
   * @param {Question} question
   * @param {{open: boolean, leads: boolean, mine: boolean}} rights
   */
  #fillButtons(row, { state, merged, answering }, { open, leads, mine }) {
    const hidden = (/** @type {string} */ name, /** @type {boolean} */ shown) =>
      show(part(row, name, HTMLElement), shown);
    hidden("open", leads && open && state === "pending");
    hidden("take", mine && open);
    say(part(row, "take-word", HTMLElement), answering ? t("Put back") : t("Answer now"));
    part(row, "take", HTMLElement).classList.toggle("quiet", answering === true);
    hidden("live", mine && open);
    part(row, "live", HTMLElement).classList.toggle("primary", answering === true);
    hidden("write", mine && open);
    hidden("merge", leads && open);
    hidden("dismiss", mine && open);
    hidden("again", leads && !open && !merged);
    hidden("separate", leads && Boolean(merged));
    hidden("menu", leads || (mine && open));
    hidden("actions", leads || (mine && open));
    part(row, "menu-button", HTMLElement).setAttribute("aria-label", t("More for this question"));
  }

  /**
   * @param {HTMLElement} row
   * @param {Question} question
   * @param {Snapshot} snapshot
   * @param {boolean} shown
   */
  #fillGiven(row, { assigned }, { participants, me }, shown) {
    show(part(row, "given-label", HTMLElement), shown);
    if (!shown) return;
    const field = part(row, "given", HTMLSelectElement);
    const crew = [{ id: "", name: t("Nobody") }, ...crewOf(participants, assigned ?? null)];
    const word = (/** @type {{id: string, name: string}} */ { id, name }) => (id === me ? t("Me") : name);
    const make = () => document.createElement("option");
    follow(field, crew, ({ id }) => id, make, (option, person) => {
      /** @type {HTMLOptionElement} */ (option).value = person.id;
      say(option, word(person));
    });
    if (field.value !== (assigned ?? "")) field.value = assigned ?? "";
  }
}

const HERE = new Set(["present", "reconnecting"]);
/** Of a question no more than this is told in a message. */
const BRIEF = 100;

/** @param {string} text */
const brief = (text) => (text.length > BRIEF ? `${text.slice(0, BRIEF).trimEnd()} …` : text);

/**
 * Whom a question can be given to: the crew that is here, and whoever has it.
 * @param {Participant[]} participants
 * @param {string | null} assigned
 */
function crewOf(participants, assigned) {
  return participants.filter(
    ({ id, role, state }) => role !== "attendee" && (HERE.has(state) || id === assigned),
  );
}

/** @param {Question} question @param {readonly Question[]} all */
function outcomeOf({ merged, how, answer, whispered }, all) {
  if (merged) {
    const text = all.find(({ id }) => id === merged)?.text ?? "";
    return t("Asks the same as: {text}", { text });
  }
  if (how === "dismissed") return answer ? t("Dismissed: {text}", { text: answer }) : t("Dismissed");
  if (how !== "written") return t("Answered aloud");
  const text = answer ?? "";
  return whispered ? t("Answered to whoever asked: {text}", { text }) : t("Answered: {text}", { text });
}
