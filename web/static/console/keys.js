/**
 * The keyboard of the console: one table, shown with `?`.
 *
 * Rule 1: no shortcut fires while the rep types, while a dialog is open, or while the room is covered.
 * Rule 2: single-letter shortcuts can be switched off (WCAG 2.1.4); the switch is kept on this computer.
 * Rule 3: a key held with Ctrl, Alt or Meta belongs to the browser.
 * Rule 4: whoever has gone to a list or to the notes with Tab scrolls there, and nobody's slide; who has
 *         clicked there, or presses a clicker's keys, still goes through the slides.
 */

import { part, say, stamp } from "../live/dom.js";
import { t } from "../live/words.js";

/**
 * @typedef {object} Shortcut
 * @property {string[]} keys   values of KeyboardEvent.key; letters in lower case
 * @property {string[]} names  what is printed on the keys
 * @property {string} what
 * @property {() => void} act
 */

const STORED = "lectern.console.letters";

export class Keys {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {Shortcut[]} shortcuts
   */
  constructor(dialog, shortcuts) {
    this.dialog = dialog;
    this.shortcuts = [
      ...shortcuts,
      { keys: ["?"], names: ["?"], what: t("Show these keys"), act: () => this.show() },
    ];
    this.letters = part(dialog, "letters", HTMLInputElement);
    this.letters.checked = readSwitch();
    this.letters.addEventListener("change", () => writeSwitch(this.letters.checked));
    this.byTab = false;
    this.fill();
    document.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener("pointerdown", () => (this.byTab = false), { capture: true });
  }

  show() {
    this.dialog.showModal();
  }

  fill() {
    const list = part(this.dialog, "list", HTMLElement);
    for (const { names, what } of this.shortcuts) {
      const row = stamp("key-row");
      say(part(row, "what", HTMLElement), what);
      part(row, "keys", HTMLElement).append(...names.map(keyCap));
      list.append(row);
    }
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key === "Tab") this.byTab = true;
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open], #over:not([hidden])") || isTyping(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key.length === 1 && key !== " " && key !== "?" && !this.letters.checked) return;
    if ((key === " " || key === "Enter") && isControl(event.target)) return;
    if (this.byTab && SCROLLING.has(key) && scrolls(event.target)) return;
    const found = this.shortcuts.find((shortcut) => shortcut.keys.includes(key));
    if (!found) return;
    event.preventDefault();
    if (!event.repeat || REPEATABLE.has(key)) found.act();
  }
}

/** Keys that may be held down; a held M would toggle the microphone many times. */
const REPEATABLE = new Set(["ArrowRight", "ArrowLeft", "PageDown", "PageUp"]);

const SCROLLING = new Set(["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", " "]);

/** Whether the focused place has more than it shows. @param {EventTarget | null} target */
function scrolls(target) {
  return target instanceof HTMLElement && target.tabIndex >= 0 && target.scrollHeight > target.clientHeight + 1;
}

/** @param {string} name */
function keyCap(name) {
  const cap = document.createElement("kbd");
  cap.textContent = name;
  return cap;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** @param {EventTarget | null} target */
function isControl(target) {
  return target instanceof HTMLElement && target.closest("button, a, summary, input") !== null;
}

function readSwitch() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // Storage is closed to us: shortcuts stay on, the switch lasts for this page.
  }
}

/** @param {boolean} on */
function writeSwitch(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // See readSwitch.
  }
}
