/**
 * The files that somebody chose, shown in their order; pictures can be moved and taken out.
 * @module
 */

import { icon } from "../ui/icon.js";

export class Picked {
  /** @param {HTMLOListElement} list @param {HTMLInputElement} input */
  constructor(list, input) {
    this.list = list;
    this.input = input;
    /** @type {File[]} */
    this.files = [];
  }

  /**
   * Take these files instead of those before, by name: 2 before 10.
   * @param {Iterable<File>} files
   */
  take(files) {
    this.files = [...files].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    this.show();
  }

  get size() {
    return this.files.reduce((sum, file) => sum + file.size, 0);
  }

  /** @param {number} at @param {number} to */
  move(at, to) {
    const [file] = this.files.splice(at, 1);
    if (file) this.files.splice(to, 0, file);
    this.show();
    const row = this.list.children[to];
    const buttons = row?.querySelectorAll("button") ?? [];
    const same = buttons[to < at ? 0 : 1];
    (same?.disabled ? buttons[to < at ? 1 : 0] : same)?.focus();
  }

  /** @param {number} at */
  remove(at) {
    this.files.splice(at, 1);
    this.show();
    const next = this.list.children[Math.min(at, this.files.length - 1)]?.querySelector("button:last-child");
    (next instanceof HTMLElement ? next : this.input).focus();
  }

  show() {
    for (const picture of this.list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.list.replaceChildren(...this.files.map((file, at) => this.row(file, at)));
    this.list.hidden = this.files.length === 0;
    // The form posts what the list shows, in its order, also when the script does not send it.
    const held = new DataTransfer();
    for (const file of this.files) held.items.add(file);
    this.input.files = held.files;
  }

  /** @param {File} file @param {number} at */
  row(file, at) {
    const row = document.createElement("li");
    const words = document.createElement("span");
    words.className = "list-main";
    const name = document.createElement("b");
    name.className = "clip";
    name.textContent = file.name;
    const size = document.createElement("small");
    size.textContent = megabytes(file.size);
    words.append(name, size);
    row.append(preview(file), words, this.buttons(file, at));
    return row;
  }

  /** @param {File} file @param {number} at */
  buttons(file, at) {
    const side = document.createElement("span");
    side.className = "list-side";
    const last = this.files.length - 1;
    if (last > 0) {
      side.append(
        button("arrow-up", `Move ${file.name} up`, at === 0, () => this.move(at, at - 1)),
        button("arrow-down", `Move ${file.name} down`, at === last, () => this.move(at, at + 1)),
      );
    }
    side.append(button("x", `Take out ${file.name}`, false, () => this.remove(at)));
    return side;
  }
}

/** @param {number} bytes */
export function megabytes(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}

/** @param {File} file */
function preview(file) {
  if (!file.type.startsWith("image/")) return icon("file-text", { size: "large" });
  const picture = document.createElement("img");
  picture.alt = "";
  picture.src = URL.createObjectURL(file);
  return picture;
}

/** @param {string} name @param {string} label @param {boolean} off @param {() => void} act */
function button(name, label, off, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "icon-button small";
  made.setAttribute("aria-label", label);
  made.disabled = off;
  made.append(icon(name, { size: "small" }));
  made.addEventListener("click", act);
  return made;
}
