/** A break in the host's console: what stands there, what she is reminded of, what is sent. */

import { Pause, breakState, longer } from "/static/console/pause.js";
import { holds, same, test, until } from "./kit.js";

const MARKUP = `<p data-part="standing" hidden></p><p data-part="said"></p>
  <select data-part="minutes"><option value="0">0</option><option value="5">5</option></select>
  <button data-part="hold"></button><button data-part="resume"></button><button data-part="more"></button>
  <label data-part="ends-field"><input type="checkbox" data-part="ends"></label>`;

function desk(role = "host") {
  const [root, alone] = [document.createElement("div"), document.createElement("div")];
  root.innerHTML = MARKUP;
  alone.innerHTML = `<p data-part="text"></p><p data-part="said"></p>`;
  document.body.append(root, alone);
  /** @type {object[]} */
  const sent = [];
  const commands = { run: async (/** @type {string} */ _, /** @type {object} */ payload) => sent.push(payload) };
  const pause = new Pause(root, alone, commands, role === "host", { now: () => Date.now() });
  const at = (/** @type {string} */ name) => root.querySelector(`[data-part="${name}"]`);
  const see = (/** @type {object | null} */ is) =>
    pause.update({ pause: is, at: Date.now(), phase: "live", host_gone: null });
  return { root, alone, at, see, sent, pause };
}

test("a break has a state", () => {
  const at = (until, now) => breakState({ pause: { since: 0, until } }, now);
  same(breakState({ pause: null }, 0), "none");
  same([at(null, 9), at(60_000, 0), at(60_000, 31_000), at(60_000, 60_000)], ["open", "running", "closing", "over"]);
});

test("two minutes more are two minutes more, and an hour is the most", () => {
  same(longer(300_000, 0), 7);
  same(longer(300_000, 299_000), 2);
  same(longer(300_000, 900_000), 2);
  same(longer(3_600_000, 0), 60);
});

test("over time the host is reminded: in the bar, by a message, in the title", () => {
  const { root, at, see } = desk();
  const title = document.title;
  see({ since: 0, until: Date.now() - 1_000, ends: false });
  same(root.dataset.state, "over");
  holds(at("said").textContent.includes("over"));
  holds(document.title.startsWith("Break over"));
  holds(document.querySelector("#toasts").textContent.includes("the audience waits for you"));
  see(null);
  same(document.title, title);
  document.querySelector("#toasts").remove();
});

test("figures that run are not said", () => {
  const { at, see } = desk();
  see({ since: 0, until: Date.now() + 200_000 });
  const said = at("said").textContent;
  see({ since: 0, until: Date.now() + 190_000 });
  same(at("said").textContent, said);
});

test("only a break with a time can end by itself or be longer", () => {
  const { at, see } = desk();
  see(null);
  holds(at("ends-field").hidden, "open end is chosen");
  at("minutes").value = "5";
  at("minutes").dispatchEvent(new Event("change"));
  holds(!at("ends-field").hidden);
  see({ since: 0, until: null });
  holds(at("more").hidden && at("ends-field").hidden);
  see({ since: 0, until: Date.now() + 60_000, ends: true });
  holds(!at("more").hidden && at("ends").checked);
});

test("what the host presses is sent, and a tick keeps the time", () => {
  const { at, see, sent } = desk();
  see(null);
  at("minutes").value = "5";
  at("ends").checked = true;
  at("hold").click();
  see({ since: 0, until: Date.now() + 300_000, ends: true });
  at("ends").click();
  at("more").click();
  at("resume").click();
  same(sent, [
    { paused: true, minutes: 5, ends: true },
    { paused: true, minutes: null, ends: false },
    { paused: true, minutes: 7, ends: false },
    { paused: false },
  ]);
});

test("whoever does not lead reads it and has no buttons", () => {
  const { root, at, see } = desk("moderator");
  see({ since: 0, until: Date.now() + 60_000 });
  holds(!root.hidden && at("resume").hidden && at("more").hidden && at("ends-field").hidden);
});

test("after the end no break is over", () => {
  const { root, pause } = desk();
  pause.update({ pause: { since: 0, until: Date.now() - 1_000 }, at: Date.now(), phase: "ended", host_gone: null });
  same(root.dataset.state, "none");
  same(document.querySelector("#toasts .toast"), null);
});

test("that no host is connected is said once, while the time runs in silence", () => {
  const { alone, pause } = desk();
  const is = (/** @type {number | null} */ gone) => {
    pause.update({ pause: null, at: Date.now(), phase: "live", host_gone: gone });
    return ["text", "said"].map((name) => alone.querySelector(`[data-part="${name}"]`).textContent);
  };
  const [, first] = is(Date.now());
  holds(first.includes("No host is connected"));
  const [text, said] = is(Date.now() - 60_000);
  same(said, first);
  holds(text !== first);
  same(is(null), ["", ""]);
});

test("a tick that was refused is taken back", async () => {
  const { at, see, pause } = desk();
  see({ since: 0, until: Date.now() + 60_000, ends: false });
  pause.commands.run = async () => false;
  at("ends").checked = true;
  at("ends").dispatchEvent(new Event("change"));
  await until(() => at("ends").checked === false);
});
