/** Lists that follow: which rows move, and where the cursor is afterwards. */

import { follow, longestRise } from "/static/live/rows.js";
import { holds, same, test } from "./kit.js";

function made() {
  const list = document.createElement("ul");
  document.body.append(list);
  const make = () => {
    const row = document.createElement("li");
    row.append(document.createElement("textarea"), document.createElement("button"));
    return row;
  };
  const draw = (/** @type {string} */ keys) => follow(list, [...keys], (key) => key, make, () => {});
  const row = (/** @type {string} */ key) => list.querySelector(`[data-key="${key}"]`);
  const keys = () => [...list.children].map((each) => each.dataset.key).join("");
  return { list, draw, row, keys };
}

/** The rows that were touched by a drawing. @param {HTMLElement} list @param {() => void} draw */
async function moved(list, draw) {
  const found = [];
  const watcher = new MutationObserver((records) => found.push(...records));
  watcher.observe(list, { childList: true });
  draw();
  await Promise.resolve();
  return [...new Set(found.flatMap(({ addedNodes }) => [...addedNodes]))].map((each) => each.dataset.key);
}

test("a list has its rows in the order of its items", () => {
  const { draw, keys } = made();
  for (const order of ["abc", "cab", "bca", "b", "xbyz", "zyxb", "", "ab"]) {
    draw(order);
    same(keys(), order);
  }
});

test("rows that need not move are not moved", async () => {
  const { list, draw } = made();
  draw("abcd");
  same(await moved(list, () => draw("bcd")), [], "the first has gone");
  same(await moved(list, () => draw("xbcd")), ["x"]);
  same(await moved(list, () => draw("bcdx")), ["x"]);
  same(await moved(list, () => draw("dbcx")), ["d"]);
});

test("the longest rise is found", () => {
  const rise = (/** @type {number[]} */ ...numbers) => [...longestRise(numbers)].map((index) => numbers[index]).sort();
  same(rise(), []);
  same(rise(3, 0, 1, 2), [0, 1, 2]);
  same(rise(0, 2, 1, 3).length, 3);
  same(rise(2, 1, 0).length, 1);
});

test("whoever writes in a row writes on when the row moves", () => {
  const { draw, row } = made();
  draw("abc");
  const field = row("a").querySelector("textarea");
  field.focus();
  field.value = "half a sentence";
  field.setSelectionRange(4, 4);
  draw("cba");
  same(document.activeElement === field, true);
  same([field.value, field.selectionStart], ["half a sentence", 4]);
  draw("bcad");
  holds(document.activeElement === field);
});

test("where the browser cannot move a row as it is, the cursor is put back", () => {
  const { list, draw, row } = made();
  Object.defineProperty(list, "moveBefore", { value: (node, next) => list.insertBefore(node, next) });
  draw("ab");
  row("a").querySelector("button").focus();
  draw("ba");
  holds(document.activeElement === row("a").querySelector("button"));
});

test("when the row has gone its list has the focus, and not the page", () => {
  const { list, draw, row } = made();
  draw("ab");
  row("a").querySelector("button").focus();
  draw("b");
  holds(document.activeElement === list);
});
