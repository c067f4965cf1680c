/**
 * Chat and questions: a panel beside the slide, or under it on a phone.
 *
 * Rule 1: what I wrote stays in the field until the server has it.
 * Rule 2: what others wrote is text; their links are not clickable, because nobody has checked them.
 *
 * @import {Message, Snapshot} from "../live/types.js"
 */

import { part, say, show, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { Emitter } from "../live/emitter.js";
import { pageLocale, t } from "../live/words.js";
import { drawChannel, drawChatMode } from "./chatmode.js";
import { sentenceOf } from "./sentences.js";
import { drawQuestion, inOrder, isOf } from "./questions.js";

/** @typedef {"chat"|"questions"} Tab */

/**
 * @typedef {object} Heard
 * @property {null} change Opened, closed or read.
 * @property {string} problem
 */

/** @extends {Emitter<Heard>} */
export class Talk extends Emitter {
  /** @type {Tab|null} */
  open = null;

  #panel;
  #send;
  #me;
  #webinar;
  #unread = { chat: 0, questions: 0 };
  /** @type {Snapshot|null} */
  #snapshot = null;
  /** @type {HTMLElement|null} */
  #opener = null;

  /**
   * @param {HTMLElement} panel
   * @param {{me: string, webinar: boolean}} page
   * @param {(name: string, payload: object) => Promise<unknown>} send
   */
  constructor(panel, { me, webinar }, send) {
    super();
    this.#panel = panel;
    this.#me = me;
    this.#webinar = webinar;
    this.#send = send;
    part(panel, "close", HTMLButtonElement).addEventListener("click", () => this.close());
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    for (const tab of /** @type {const} */ (["chat", "questions"])) {
      part(panel, `tab-${tab}`, HTMLButtonElement).addEventListener("click", () => this.show(tab));
      this.#listen(part(panel, `${tab}-form`, HTMLFormElement), tab);
    }
    part(panel, "tabs", HTMLElement).addEventListener("keydown", (event) => this.#arrow(event));
  }

  /** @param {Tab} tab */
  unread(tab) {
    return this.#unread[tab];
  }

  /**
   * @param {Tab} tab
   * @param {HTMLElement} [opener] Gets the focus back at the end.
   */
  show(tab, opener) {
    this.#opener = opener ?? this.#opener;
    this.open = tab;
    this.#unread[tab] = 0;
    show(this.#panel, true);
    for (const each of /** @type {const} */ (["chat", "questions"])) {
      const button = part(this.#panel, `tab-${each}`, HTMLButtonElement);
      button.setAttribute("aria-selected", String(each === tab));
      button.tabIndex = each === tab ? 0 : -1;
      show(part(this.#panel, each, HTMLElement), each === tab);
    }
    this.#draw();
    part(this.#panel, `${tab}-form`, HTMLFormElement).querySelector("textarea")?.focus();
    this.#scroll();
    this.tell("change", null);
  }

  close() {
    this.open = null;
    show(this.#panel, false);
    this.#opener?.focus();
    this.tell("change", null);
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    if (before) {
      const gone = newOf(snapshot.chat, before.chat).filter(({ by }) => by === this.#me);
      // A list that is full loses its oldest line; only a shorter one had a line taken out.
      if (gone.length && snapshot.chat.length < before.chat.length)
        this.tell("problem", t("A host has taken your message out of the chat."));
      const fresh = newOf(before.chat, snapshot.chat).filter(({ by }) => by !== this.#me);
      if (this.open !== "chat") this.#unread.chat += fresh.length;
      const answered = snapshot.questions.filter(
        (question) =>
          question.by === this.#me &&
          question.answer &&
          !before.questions.some((old) => old.id === question.id && old.answer === question.answer),
      );
      if (this.open !== "questions") this.#unread.questions += answered.length;
    }
    if (this.open) this.#draw();
    this.tell("change", null);
  }

  #draw() {
    if (!this.#snapshot) return;
    const { chat, questions } = this.#snapshot;
    const atEnd = this.#isAtEnd();
    const messages = part(this.#panel, "messages", HTMLElement);
    follow(
      messages,
      chat,
      ({ id }) => id,
      () => stamp("message-row"),
      (row, each) => this.#message(row, each),
    );
    show(part(this.#panel, "no-messages", HTMLElement), chat.length === 0);
    drawChatMode(this.#panel, this.#snapshot);
    const asked = part(this.#panel, "asked", HTMLElement);
    const mine = questions.filter(({ by }) => by === this.#me).map(({ id }) => id);
    follow(
      asked,
      inOrder(questions, this.#webinar),
      ({ id }) => id,
      (each) => this.#questionRow(each.id),
      (row, each) =>
        drawQuestion(row, each, {
          me: this.#me,
          votes: this.#snapshot?.my_votes ?? [],
          mine,
          webinar: this.#webinar,
        }),
    );
    show(part(this.#panel, "no-questions", HTMLElement), questions.length === 0);
    if (atEnd) this.#scroll();
  }

  /** @param {HTMLElement} row @param {Message} message */
  #message(row, message) {
    const { by, name, text, at } = message;
    drawChannel(row, message);
    row.dataset["mine"] = String(by === this.#me);
    say(part(row, "name", HTMLElement), by === this.#me ? t("You") : name || t("A participant"));
    say(part(row, "time", HTMLElement), clock(at));
    say(part(row, "text", HTMLElement), text);
  }

  /** @param {string} question */
  #questionRow(question) {
    const row = stamp("question-row");
    part(row, "vote", HTMLButtonElement).addEventListener("click", () => void this.#vote(question));
    return row;
  }

  /** @param {string} question */
  async #vote(question) {
    const known = this.#snapshot?.questions.find(({ id }) => id === question);
    const up = !(known && isOf(known, this.#snapshot?.my_votes ?? []));
    try {
      await this.#send("vote", { question, up });
    } catch (error) {
      this.tell("problem", sentenceOf(error, "vote"));
    }
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Tab} tab
   */
  #listen(form, tab) {
    const field = form.querySelector("textarea");
    if (!field) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#submit(tab, field);
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  /**
   * @param {Tab} tab
   * @param {HTMLTextAreaElement} field
   */
  async #submit(tab, field) {
    const text = field.value.trim();
    if (!text || field.readOnly) return;
    field.readOnly = true;
    try {
      // The id is made once for this text: when the answer was lost, sending again adds nothing.
      field.dataset["id"] ??= crypto.randomUUID();
      await this.#send(...this.#written(tab, { id: field.dataset["id"], text }));
      field.value = "";
      delete field.dataset["id"];
    } catch (error) {
      this.tell("problem", sentenceOf(error, tab === "chat" ? "chat" : "ask"));
    } finally {
      field.readOnly = false;
      field.focus();
    }
  }

  /**
   * @param {Tab} tab
   * @param {{id: string, text: string}} message
   * @returns {[string, object]}
   */
  #written(tab, message) {
    const ticked = (/** @type {string} */ name) => {
      const box = this.#panel.querySelector(`[data-part="${name}"]`);
      return box instanceof HTMLInputElement && box.checked;
    };
    if (tab === "chat") return ["chat", ticked("to-crew") ? { ...message, channel: "crew" } : message];
    return ["ask", { ...message, anonymous: ticked("anonymous") }];
  }

  /** @param {KeyboardEvent} event */
  #arrow(event) {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = this.open === "chat" ? "questions" : "chat";
    this.show(other);
    part(this.#panel, `tab-${other}`, HTMLButtonElement).focus();
  }

  #list() {
    return part(this.#panel, this.open === "questions" ? "asked" : "messages", HTMLElement);
  }

  #isAtEnd() {
    const list = this.#list();
    return list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  }

  #scroll() {
    const list = this.#list();
    list.scrollTop = list.scrollHeight;
  }
}

/**
 * What is in the second list and not in the first.
 * @template {{id: string}} T
 * @param {T[]} before
 * @param {T[]} after
 */
function newOf(before, after) {
  const known = new Set(before.map(({ id }) => id));
  return after.filter(({ id }) => !known.has(id));
}

/** @param {number} at */
function clock(at) {
  return new Intl.DateTimeFormat(pageLocale(), { hour: "2-digit", minute: "2-digit" }).format(at);
}

/**
 * The label of a button that may have news.
 * @param {string} label
 * @param {number} unread
 */
export function withNews(label, unread) {
  return unread ? t("{label}, {n} new", { label, n: unread }) : label;
}
