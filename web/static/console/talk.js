/** Chat and questions in two tabs; what arrives in the tab that is not open is counted on it. */

import { part, say, stamp } from "../live/dom.js";
import { follow } from "../live/rows.js";
import { t, tn } from "../live/words.js";
import { newLines } from "./crewchat.js";
import { Writing } from "./writing.js";

/**
 * @typedef {import("./model.js").Snapshot} Snapshot
 * @typedef {import("../live/types.js").Question} Question
 * @typedef {import("../live/types.js").Message} Message
 * @typedef {import("./commands.js").Commands} Commands
 */

export class Talk {
  /**
   * @param {HTMLElement} root
   * @param {Commands} commands
   * @param {string} zone  IANA zone of the meeting, for the hour of a message
   * @param {import("./floor.js").Floor} [floor]  what a webinar's hosts do with chat and questions
   */
  constructor(root, commands, zone, floor) {
    this.commands = commands;
    this.floor = floor;
    this.hour = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone });
    this.tabs = {
      chat: part(root, "chat-tab", HTMLButtonElement),
      questions: part(root, "questions-tab", HTMLButtonElement),
    };
    this.panels = { chat: part(root, "chat", HTMLElement), questions: part(root, "questions", HTMLElement) };
    this.messages = part(root, "messages", HTMLElement);
    this.noMessages = part(root, "no-messages", HTMLElement);
    this.asked = part(root, "asked", HTMLElement);
    this.noQuestions = part(root, "no-questions", HTMLElement);
    this.field = part(root, "chat-text", HTMLTextAreaElement);
    this.writing = new Writing(part(root, "chat-form", HTMLFormElement), this.field, commands);
    this.unread = 0;
    /** The lines seen before. @type {Set<string>} */
    this.known = new Set();
    /** @type {"chat" | "questions"} */
    this.open = "chat";
    this.listen();
  }

  listen() {
    for (const name of /** @type {const} */ (["chat", "questions"])) {
      this.tabs[name].addEventListener("click", () => this.choose(name));
      this.tabs[name].addEventListener("keydown", (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        event.preventDefault();
        event.stopPropagation();
        this.choose(name === "chat" ? "questions" : "chat");
        this.tabs[this.open].focus();
      });
    }
  }

  /** @param {"chat" | "questions"} name */
  choose(name) {
    this.open = name;
    for (const tab of /** @type {const} */ (["chat", "questions"])) {
      this.tabs[tab].setAttribute("aria-selected", String(tab === name));
      this.tabs[tab].tabIndex = tab === name ? 0 : -1;
      this.panels[tab].hidden = tab !== name;
    }
    if (name === "chat") this.unread = 0;
    this.badge(this.tabs.chat, this.unread);
  }

  /** Put the cursor into the chat; for the key list. */
  write() {
    this.choose("chat");
    this.field.focus();
  }

  /** @param {Snapshot} snapshot */
  update(snapshot) {
    const atEnd = nearEnd(this.messages);
    follow(
      this.messages,
      snapshot.chat,
      (message) => message.id,
      ({ id }) => this.makeMessage(id),
      (element, message) => this.fillMessage(element, message, snapshot.me),
    );
    this.noMessages.hidden = snapshot.chat.length > 0;
    const fresh = newLines(this.known, snapshot.chat);
    this.known = new Set(snapshot.chat.map(({ id }) => id));
    if (atEnd && fresh > 0) this.messages.scrollTop = this.messages.scrollHeight;
    this.unread = this.open === "chat" ? 0 : this.unread + fresh;
    this.badge(this.tabs.chat, this.unread);
    if (this.floor) this.badge(this.tabs.questions, this.floor.questions.update(snapshot));
    else this.updateQuestions(snapshot.questions);
  }

  /** @param {string} message */
  makeMessage(message) {
    const element = stamp("message");
    this.floor?.chat.equip(element, message);
    return element;
  }

  /** @param {Question[]} questions */
  updateQuestions(questions) {
    const waits = (/** @type {Question} */ { state, merged }) => (state === "open" || state === "pending") && !merged;
    const waiting = questions.filter(waits).sort((a, b) => (b.votes ?? 0) - (a.votes ?? 0) || a.at - b.at);
    const ordered = [...waiting, ...questions.filter((question) => !waits(question))];
    follow(
      this.asked,
      ordered,
      (question) => question.id,
      (question) => this.makeQuestion(question.id),
      (element, question) => this.fillQuestion(element, question),
    );
    this.noQuestions.hidden = questions.length > 0;
    this.badge(this.tabs.questions, waiting.length);
  }

  /**
   * @param {HTMLElement} element
   * @param {Message} message
   * @param {string} me
   */
  fillMessage(element, message, me) {
    element.dataset.mine = String(message.by === me);
    say(part(element, "name", HTMLElement), message.by === me ? t("You") : message.name);
    say(part(element, "at", HTMLElement), this.hour.format(message.at));
    say(part(element, "text", HTMLElement), message.text);
    this.floor?.chat.fill(element, message);
  }

  /** @param {string} question */
  makeQuestion(question) {
    const element = stamp("question");
    const answer = part(element, "answer-text", HTMLTextAreaElement);
    const form = part(element, "answer-form", HTMLFormElement);
    const on = (/** @type {string} */ name, /** @type {() => void} */ action) =>
      part(element, name, HTMLButtonElement).addEventListener("click", action);
    on("open", () => void this.commands.run("open_question", { question }));
    on("live", () => void this.commands.run("answer", { question, how: "live" }));
    on("dismiss", () => void this.commands.run("answer", { question, how: "dismissed" }));
    on("write", () => {
      form.hidden = !form.hidden;
      if (!form.hidden) answer.focus();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = answer.value.trim();
      if (text) void this.commands.run("answer", { question, how: "written", text });
    });
    return element;
  }

  /** @param {HTMLElement} element @param {Question} question */
  fillQuestion(element, question) {
    const pending = question.state === "pending";
    const open = (question.state === "open" || pending) && !question.merged;
    element.dataset.state = open ? "open" : "done";
    say(part(element, "name", HTMLElement), question.name || t("Without a name"));
    const at = this.hour.format(question.at);
    const votes = question.votes ?? 0;
    say(part(element, "at", HTMLElement), votes ? tn("{at} · {n} vote", "{at} · {n} votes", votes, { at }) : at);
    part(element, "open", HTMLElement).hidden = !pending;
    say(part(element, "text", HTMLElement), question.text);
    say(part(element, "outcome", HTMLElement), open ? "" : outcomeText(question));
    part(element, "actions", HTMLElement).hidden = !open;
    if (!open) part(element, "answer-form", HTMLFormElement).hidden = true;
  }

  /** @param {HTMLElement} tab @param {number} count */
  badge(tab, count) {
    const badge = part(tab, "count", HTMLElement);
    badge.hidden = count <= 0;
    say(badge, String(count));
  }
}

/** @param {Question} question */
function outcomeText(question) {
  if (question.merged) return t("Put to another question that asks the same");
  if (question.how === "written") return t("Answered: {text}", { text: question.answer ?? "" });
  return question.how === "dismissed" ? t("Dismissed") : t("Answered aloud");
}

/** @param {Element} list */
function nearEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < 60;
}
