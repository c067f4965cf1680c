/**
 * The editor's lists as rows of fields. Without this script a list is a text with a line for each
 * entry and bars between its parts, and the rows write just that text.
 * @module
 */

import { icon } from "../ui/icon.js";

/** @typedef {{name: string, choices: Record<string, string>, first?: string}} Choice */
/** @typedef {string | Choice} Column */

/** @param {HTMLElement} holder */
function makeRows(holder) {
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
  const lines = text.value.split("\n").filter((line) => line.trim());
  for (const line of lines) list.append(row(columns, line, write));
  if (lines.length === 0) list.append(row(columns, "", write));
  add.addEventListener("click", () => {
    const fresh = row(columns, "", write);
    list.append(fresh);
    fresh.querySelector("input")?.focus();
  });
  text.hidden = true;
  // It tells how to write the text.
  holder.querySelector(".hint")?.remove();
  text.after(list, add);

  function write() {
    if (!text) return;
    text.value = [...list.children].map(lineOf).filter(Boolean).join("\n");
  }
}

/**
 * @param {Column[]} columns
 * @param {string} line
 * @param {() => void} changed
 */
function row(columns, line, changed) {
  const parts = line.split("|").map((part) => part.trim());
  const made = document.createElement("div");
  made.className = "rows-line";
  made.style.setProperty("--columns", String(columns.length));
  if (columns[0] === "Minutes") made.dataset.first = "small";
  for (const [n, column] of columns.entries()) {
    const value = n === columns.length - 1 ? parts.slice(n).join(" ") : parts[n];
    const field = typeof column === "string" ? typed(column) : choice(column);
    if (value) field.value = value;
    field.addEventListener("input", changed);
    made.append(field);
  }
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
  made.append(gone);
  return made;
}

/** @param {string} name */
function typed(name) {
  const field = document.createElement("input");
  field.className = "input";
  field.placeholder = name;
  field.setAttribute("aria-label", name);
  return field;
}

/** @param {Choice} column */
function choice({ name, choices, first }) {
  const field = document.createElement("select");
  field.className = "input";
  field.setAttribute("aria-label", name);
  for (const [value, word] of Object.entries(choices)) field.add(new Option(word, value));
  if (first) field.value = first;
  return field;
}

/** @param {Element} made */
function lineOf(made) {
  const fields = [...made.querySelectorAll("input, select")].filter(
    (field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement,
  );
  const parts = fields.map((field) => field.value.replaceAll("|", " ").trim());
  // A line that nothing was typed into is no line, whatever its choices say.
  if (!fields.some((field, n) => field instanceof HTMLInputElement && parts[n])) return "";
  while (parts.length && !parts.at(-1)) parts.pop();
  return parts.join(" | ");
}

for (const holder of document.querySelectorAll("[data-rows]")) {
  if (holder instanceof HTMLElement) makeRows(holder);
}
