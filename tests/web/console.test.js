/** The console where it could go wrong: refused, pressed twice, covered, pressed by keys alone. */

import { ChatControls } from "/static/console/chatctl.js";
import { pressOnce } from "/static/console/doubles.js";
import { draftsIn } from "/static/console/drafts.js";
import { keepFocus } from "/static/console/focus.js";
import { Keys } from "/static/console/keys.js";
import { Lobby } from "/static/console/lobby.js";
import { News } from "/static/console/news.js";
import { Over } from "/static/console/over.js";
import { Writing } from "/static/console/writing.js";
import { toast } from "/static/ui/toast.js";
import { holds, same, test, until } from "./kit.js";

/** @param {string} markup */
function placed(markup) {
  document.body.innerHTML = markup;
  return (/** @type {string} */ name) => document.querySelector(`[data-part="${name}"]`);
}

/** A server that takes or refuses, and keeps what it was asked. @param {boolean} takes */
function asked(takes) {
  const sent = [];
  return { sent, takes, run: async (name, payload) => (sent.push([name, payload]), commandsTake(takes)) };
}
const commandsTake = (takes) => takes;

const press = (/** @type {string} */ key, target = document.body) =>
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("a line that was refused stands in the field again, before what was written meanwhile", async () => {
  const at = placed(`<form data-part="form"><textarea data-part="text"></textarea></form>`);
  const server = asked(false);
  const writing = new Writing(at("form"), at("text"), server);
  at("text").value = "first";
  const posted = writing.post();
  same(at("text").value, "");
  at("text").value = "second";
  await posted;
  same(at("text").value, "first\nsecond");
});

test("the same line sent again is the same line", async () => {
  const at = placed(`<form data-part="form"><textarea data-part="text"></textarea></form>`);
  const server = asked(false);
  const writing = new Writing(at("form"), at("text"), server, { channel: "crew" });
  at("text").value = "hello";
  await writing.post();
  await writing.post();
  at("text").value = "another";
  await writing.post();
  const [one, two, three] = server.sent.map(([, payload]) => payload);
  same(one, two);
  holds(three.id !== one.id);
  same(one.channel, "crew");
});

test("a field of the chat that was refused shows what is true", async () => {
  const at = placed(`<div data-part="chat-tools"><select data-part="chat-mode"><option value="all">a</option><option value="off">o</option></select>
    <select data-part="chat-slow"><option value="0">0</option></select></div>`);
  const server = asked(false);
  new ChatControls(document.body, server).update({ role: "host", chat_mode: "all", chat_slow: 0 });
  at("chat-mode").value = "off";
  at("chat-mode").dispatchEvent(new Event("change"));
  await until(() => at("chat-mode").value === "all");
  same(server.sent.length, 1);
});

test("the second click of a double click presses nothing of the room", () => {
  const at = placed(`<div data-act="admit"><button data-part="admit"></button></div>
    <button data-act="show" data-part="next"></button><button data-act="pause" data-again data-part="more"></button>
    <button data-part="own"></button>`);
  pressOnce(document);
  const clicks = (/** @type {string} */ name) => {
    let count = 0;
    at(name).addEventListener("click", () => (count += 1));
    for (const detail of [1, 2, 3]) at(name).dispatchEvent(new MouseEvent("click", { detail, bubbles: true, cancelable: true }));
    return count;
  };
  same([clicks("admit"), clicks("next"), clicks("more"), clicks("own")], [1, 3, 3, 3]);
});

const LOBBY = `<section id="lobby"><ul data-part="knocks"></ul><button data-part="admit-all"></button></section>
  <dialog id="refusal"><form data-part="form"><p data-part="who"></p><textarea data-part="reason"></textarea></form></dialog>
  <template id="knock"><li><b data-part="name"></b><i data-part="device"></i><button data-part="admit"></button><button data-part="refuse"></button></li></template>`;

/** @param {boolean} takes */
function door(takes) {
  const at = placed(LOBBY);
  const server = asked(takes);
  const lobby = new Lobby(document.getElementById("lobby"), document.getElementById("refusal"), server, false);
  const knock = (/** @type {string[]} */ ...names) =>
    lobby.update({ phase: "live", participants: names.map((name) => ({ id: name, name, state: "lobby", since: 1, device: null })) });
  return { at, server, lobby, knock, dialog: document.getElementById("refusal") };
}

test("a reason that was written for one guest is never sent to another", () => {
  const { at, lobby, knock, dialog } = door(true);
  knock("Ana", "Bob");
  lobby.ask("Ana");
  at("reason").value = "Not for you, Ana";
  dialog.close();
  lobby.ask("Bob");
  same(at("reason").value, "");
});

test("a reason that could not be sent stands there again, and blanks are no reason", async () => {
  const { at, server, lobby, knock, dialog } = door(false);
  knock("Ana");
  lobby.ask("Ana");
  at("reason").value = "   ";
  await lobby.refuse();
  same([server.sent.length, dialog.open], [0, true]);
  at("reason").value = " Call me ";
  await lobby.refuse();
  same(server.sent[0], ["refuse", { participant: "Ana", reason: "Call me" }]);
  same(dialog.open, false);
  lobby.ask("Ana");
  same(at("reason").value.trim(), "Call me");
});

test("a refusal ends when the guest is not at the door any more", () => {
  const { lobby, knock, dialog } = door(true);
  knock("Ana", "Bob");
  lobby.ask("Ana");
  knock("Bob");
  same(dialog.open, false);
  holds(document.querySelector("#toasts").textContent.includes("Ana is not at the door any more"));
});

test("answers that are being written are known", () => {
  placed(`<ul id="list"><li data-key="a"><form data-part="answer-form"><textarea data-part="answer-text"></textarea></form></li>
    <li data-key="b"><form data-part="answer-form" hidden><textarea data-part="answer-text">gone</textarea></form></li></ul>`);
  const list = document.getElementById("list");
  same([...draftsIn(list)], []);
  list.querySelector("textarea").value = "Yes,";
  same([...draftsIn(list)], ["a"]);
});

test("when a button gives way to another one the focus of a keyboard goes there", () => {
  const at = placed(`<div id="root"><button data-part="go">go</button><select><option>1</option></select>
    <button data-part="stop" hidden>stop</button></div>`);
  at("go").focus({ focusVisible: true });
  keepFocus(document.getElementById("root"), () => {
    at("go").hidden = true;
    at("stop").hidden = false;
  });
  holds(document.activeElement === at("stop"));
  at("stop").blur();
  at("stop").focus({ focusVisible: false });
  keepFocus(document.getElementById("root"), () => {
    at("stop").hidden = true;
    at("go").hidden = false;
  });
  holds(document.activeElement !== at("go"), "a mouse leaves the keys to the page");
});

const KEYS = `<dialog id="keys"><dl data-part="list"></dl><input type="checkbox" data-part="letters"></dialog>
  <template id="key-row"><div><dt data-part="keys"></dt><dd data-part="what"></dd></div></template>
  <div data-part="notes" tabindex="0"><p></p></div><section id="over" hidden></section>`;

/** A list of notes that is longer than its place, and how often "next" was pressed. */
function keyboard() {
  const at = placed(KEYS);
  Object.assign(at("notes").style, { height: "40px", overflow: "auto" });
  at("notes").querySelector("p").style.height = "400px";
  const pressed = [];
  const act = () => pressed.push("next");
  new Keys(document.getElementById("keys"), [{ keys: ["ArrowDown", "ArrowRight", " "], names: [], what: "", act }]);
  return { notes: at("notes"), pressed };
}

test("whoever went to the notes with Tab scrolls there and moves nobody's slide", () => {
  const { notes, pressed } = keyboard();
  press("Tab");
  notes.focus();
  press("ArrowDown", notes);
  press(" ", notes);
  same(pressed.length, 0);
  press("ArrowRight", notes);
  same(pressed.length, 1);
});

test("whoever clicked on the notes still goes through the slides by keys", () => {
  const { notes, pressed } = keyboard();
  press("Tab");
  notes.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  notes.focus();
  press("ArrowDown", notes);
  same(pressed.length, 1);
});

test("what covers the room lets no key and no dialog through", () => {
  const { pressed } = keyboard();
  document.body.insertAdjacentHTML("beforeend", `<main><button>Remove</button></main><dialog id="end"></dialog>`);
  const root = document.getElementById("over");
  root.innerHTML = `<h2 data-part="head"></h2><p data-part="text"></p><a data-part="go" href="/">go</a>`;
  document.getElementById("end").showModal();
  const over = new Over(root, { webinar: true, urls: {} });
  over.away("held", "");
  same(document.getElementById("end").open, false);
  same(document.querySelector("main").inert, true);
  press("ArrowRight");
  same(pressed.length, 0);
  over.lift();
  same(document.querySelector("main").inert, false);
  press("ArrowRight");
  same(pressed.length, 1);
});

test("a message stands once, many are few, and what is bad stays", () => {
  placed("");
  toast("The line is cut", "danger");
  for (const text of ["a", "b", "b", "c", "d", "e"]) toast(text);
  const texts = [...document.querySelectorAll("#toasts .toast p")].map((each) => each.textContent);
  same(texts, ["The line is cut", "b", "c", "d", "e"]);
});

test("while a dialog is open messages are part of it", async () => {
  placed(`<dialog id="poll"><p>New poll</p></dialog>`);
  const dialog = document.getElementById("poll");
  dialog.showModal();
  toast("Two choices are needed", "wait");
  same(document.getElementById("toasts").parentElement === dialog, true);
  dialog.close();
  await until(() => document.getElementById("toasts").parentElement === document.body);
  holds(document.querySelector("#toasts .toast").checkVisibility());
});

test("what others wrote, asked or want to say is news once", () => {
  const news = new News();
  const line = (/** @type {string} */ id, more = {}) => ({ id, by: "ana", channel: "all", ...more });
  const ana = { id: "ana", hand: null, state: "present" };
  const room = { me: "me", chat: [line("1")], questions: [], participants: [ana] };
  same(news.hear(room), []);
  same(news.hear({ ...room, chat: [line("1"), line("2", { by: "me" }), line("3", { channel: "crew" })] }), []);
  same(news.hear({ ...room, chat: [line("1"), line("4")] }), ["talk"]);
  same(news.hear({ ...room, questions: [{ id: "q", state: "pending" }], participants: [{ ...ana, hand: 1 }] }), ["talk", "people"]);
  same(news.hear({ ...room, questions: [], participants: [{ ...ana, hand: 1 }] }), []);
});
