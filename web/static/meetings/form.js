/**
 * Finding HCPs while one types. Without this script the form's own "Find" button does it.
 * @module
 */

import { follow } from "../live/rows.js";

const PAUSE_MS = 200;
const SHOWN = 8;

/** @typedef {{id: string, name: string, email: string | null, specialty: string | null, zone: string | null}} Hcp */

const find = document.getElementById("find");
const chosen = document.getElementById("chosen-people");
const offered = document.getElementById("offered-people");
const count = document.getElementById("found-count");

if (find instanceof HTMLInputElement && chosen && offered && count) {
  let timer = 0;
  /** @type {AbortController | undefined} */
  let running;

  const look = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const found = await ask(find.value, running.signal);
      const fresh = found.filter((hcp) => !chosen.querySelector(`input[value="${CSS.escape(hcp.id)}"]`));
      // Somebody may be just about to choose a row: it stays.
      follow(offered, fresh.slice(0, SHOWN), ({ id }) => id, row, () => {});
      document.getElementById("nobody")?.remove();
      count.textContent = fresh.length === 1 ? "1 HCP found" : `${fresh.length} HCPs found`;
    } catch (error) {
      // A newer look-up took its place, or the network is away: the button still works.
      if (!(error instanceof DOMException)) count.textContent = "The directory did not answer.";
    }
  };

  find.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), PAUSE_MS);
  });

  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(timer);
    void look();
  });

  offered.addEventListener("change", (event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const item = box.closest("li");
    if (!box.checked || !item) return;
    chosen.append(item);
    box.focus();
  });
}

/**
 * @param {string} words
 * @param {AbortSignal} signal
 * @returns {Promise<Hcp[]>}
 */
async function ask(words, signal) {
  const response = await fetch(`/api/v1/hcps?q=${encodeURIComponent(words)}`, { signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()).items;
}

/**
 * The same markup as the form's own rows.
 * @param {Hcp} hcp
 */
function row(hcp) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  label.className = "check pick";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = "hcp";
  box.value = hcp.id;
  const words = document.createElement("span");
  const name = document.createElement("b");
  name.textContent = hcp.name;
  const more = document.createElement("small");
  const address = hcp.email ?? "no e-mail: you pass the link on";
  more.textContent = [hcp.specialty, address, hcp.zone].filter(Boolean).join(" · ");
  words.append(name, more);
  label.append(box, words);
  item.append(label);
  return item;
}
