/**
 * Keeps the draft of the call report while it is written.
 *
 * Rule 1: the form works without this file; a save is the same POST that the button makes.
 * Rule 2: one save at a time, and the last state always gets saved.
 */

const PAUSE_MS = 1_200;
const AGAIN_MS = 5_000;

class Draft {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #saving = false;
  #changed = false;

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} words
   */
  constructor(form, words) {
    this.form = form;
    this.words = words;
    form.addEventListener("input", () => this.touch(PAUSE_MS));
    form.addEventListener("submit", () => clearTimeout(this.#timer));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.#changed) void this.save();
    });
  }

  /** @param {number} ms */
  touch(ms) {
    this.#changed = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), ms);
  }

  async save() {
    clearTimeout(this.#timer);
    if (this.#saving || this.form.dataset["sent"]) return;
    this.#saving = true;
    this.#changed = false;
    try {
      this.words.textContent = await this.post();
    } catch {
      this.words.textContent = "Not saved: the server cannot be reached. Trying again.";
      this.touch(AGAIN_MS);
    }
    this.#saving = false;
    if (this.#changed) this.touch(PAUSE_MS);
  }

  /** @returns {Promise<string>} What to tell the writer. */
  async post() {
    const response = await fetch(this.form.dataset["draft"] ?? "", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(texts(new FormData(this.form))),
      keepalive: true,
    });
    if (response.ok) return (await response.json()).saved;
    if (response.status >= 500) throw new Error(String(response.status));
    return (await response.json().catch(() => ({}))).title ?? "Not saved.";
  }
}

/** @param {FormData} data @returns {string[][]} */
function texts(data) {
  return [...data].map(([name, value]) => [name, String(value)]);
}

const form = document.querySelector("form[data-draft]");
const words = document.getElementById("saved");
if (form instanceof HTMLFormElement && words) new Draft(form, words);

export {};
