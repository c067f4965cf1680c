/**
 * A list as rows of fields. Without this script it is a text with a line for each entry and bars
 * between its parts, and the rows write just that text.
 * @module
 */

import { icon } from "../ui/icon.js";
import { picture } from "./picture.js";

/**
 * A text, a choice, a long text, or a picture (whose part may come last in the text).
 * @typedef {{name: string, choices?: Record<string, string>, first?: string, long?: boolean, picture?: boolean, last?: boolean, size?: number}} Kind
 * @typedef {string | Kind} Column
 * @typedef {{element: HTMLElement, read: () => string, typed: boolean}} Cell
 */

/** @param {HTMLElement} holder */
export function makeRows(holder) {
  const text = holder.querySelector("textarea");
  const columns = /** @type {Column[]} */ (JSON.parse(holder.dataset.rows ?? "[]"));
  if (!text || columns.length === 0) return;
  const list = document.createElement("div");
  list.className = "rows";
  list.role = "group";
  list.setAttribute("aria-label", holder.querySelector("label")?.textContent ?? "");
  const add = document.createElement("button");
  add.type = "button";
  add.className = "button small";
  add.append(icon("plus"), holder.dataset.add ?? "Add");
  /** @type {Map<Element, () => string>} */
  const writers = new Map();
  const put = (/** @type {string} */ line) => {
    const { made, read } = row(columns, line, write);
    writers.set(made, read);
    list.append(made);
    return made;
  };
  const lines = text.value.split("\n").filter((line) => line.trim());
  for (const line of lines) put(line);
  if (lines.length === 0) put("");
  add.addEventListener("click", () => put("").querySelector("input")?.focus());
  text.hidden = true;
  // It tells how to write the text.
  holder.querySelector(".hint")?.remove();
  text.after(list, add);

  function write() {
    if (!text) return;
    const told = [...list.children].map((made) => writers.get(made)?.() ?? "");
    text.value = told.filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/**
 * @param {Column[]} columns
 * @param {string} line
 * @param {() => void} changed
 * @returns {{made: HTMLElement, read: () => string}}
 */
function row(columns, line, changed) {
  const parts = line.split("|").map((part) => part.trim());
  const made = document.createElement("div");
  made.className = "rows-line";
  const first = columns[0];
  if (first === "Minutes") made.dataset.first = "small";
  if (typeof first !== "string" && first.picture) made.dataset.first = "picture";
  // What is shown first may be the last part of the line.
  const order = [...columns.keys()].sort((a, b) => Number(isLast(columns[a])) - Number(isLast(columns[b])));
  const values = new Map(
    order.map((column, n) => [column, n === order.length - 1 ? parts.slice(n).join(" ") : parts[n]]),
  );
  const cells = columns.map((column, n) => cell(column, values.get(n) ?? "", changed));
  made.style.setProperty("--columns", String(cells.filter((each) => !isWide(each.element)).length));
  made.append(...cells.filter((each) => !isWide(each.element)).map((each) => each.element));
  const gone = document.createElement("button");
  gone.type = "button";
  gone.className = "icon-button small";
  gone.setAttribute("aria-label", "Remove this line");
  gone.append(icon("x"));
  gone.addEventListener("click", () => {
    const next = made.nextElementSibling ?? made.previousElementSibling;
    made.remove();
    next?.querySelector("input")?.focus();
    changed();
  });
  made.append(gone, ...cells.filter((each) => isWide(each.element)).map((each) => each.element));
  return { made, read: () => lineOf(order.map((n) => cells[n])) };
}

/** @param {Column} column */
function isLast(column) {
  return typeof column !== "string" && column.last === true;
}

/** @param {HTMLElement} element */
function isWide(element) {
  return element.classList.contains("wide");
}

/**
 * @param {Column} column
 * @param {string} value
 * @param {() => void} changed
 * @returns {Cell}
 */
function cell(column, value, changed) {
  const kind = typeof column === "string" ? { name: column } : column;
  if (kind.picture) {
    const chosen = picture({ words: kind.name, value, changed });
    return { element: chosen.element, read: chosen.read, typed: false };
  }
  const field = kind.choices ? choice(kind.choices, kind.first) : typed(kind);
  field.classList.add("input");
  field.setAttribute("aria-label", kind.name);
  if (value) field.value = value;
  field.addEventListener("input", (event) => {
    // The text tells of it, once it is written.
    event.stopPropagation();
    changed();
  });
  const read = () => field.value.replaceAll("|", " ").replaceAll(/\s+/g, " ").trim();
  return { element: field, read, typed: !kind.choices };
}

/** @param {Kind} kind */
function typed(kind) {
  const field = document.createElement(kind.long ? "textarea" : "input");
  field.placeholder = kind.name;
  if (kind.long && field instanceof HTMLTextAreaElement) {
    field.classList.add("wide");
    field.rows = 3;
    field.maxLength = 2_000;
  }
  if (kind.size) field.maxLength = kind.size;
  return field;
}

/**
 * @param {Record<string, string>} choices
 * @param {string} [first]  what a new line has; else the first of them
 */
function choice(choices, first) {
  const field = document.createElement("select");
  for (const [value, word] of Object.entries(choices)) field.add(new Option(word, value));
  if (first) field.value = first;
  return field;
}

/** @param {Cell[]} cells */
function lineOf(cells) {
  const parts = cells.map((each) => each.read());
  // A line that nothing was typed into is no line, whatever its choices say.
  if (!cells.some((each, n) => each.typed && parts[n])) return "";
  while (parts.length && !parts.at(-1)) parts.pop();
  return parts.join(" | ");
}
