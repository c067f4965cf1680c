/**
 * The editor: rows for lists, pictures, the colour's contrast, the order of decks, the preview, and
 * a word before what was typed is lost. Without this script the form works: files go with it.
 * @module
 */

import { icon } from "../ui/icon.js";
import { LEAST, onWhite } from "./contrast.js";
import { picture } from "./picture.js";
import { makePreview } from "./preview.js";
import { makeRows } from "./rows.js";
import { sound } from "./sound.js";

/** Fields of a plan that the form calls otherwise. @type {Record<string, string>} */
const PLACES = { wall: "date", note: "description", approval: "mode" };

const form = document.getElementById("webinar-form");
const panel = document.getElementById("preview");

for (const holder of document.querySelectorAll("[data-rows]")) {
  if (holder instanceof HTMLElement) makeRows(holder);
}
for (const holder of document.querySelectorAll("[data-upload]")) {
  if (holder instanceof HTMLElement) makeUpload(holder);
}
// What stands in for these scripts; rows of speakers have their portraits.
for (const plain of document.querySelectorAll("[data-plain]")) plain.remove();
makeColour();
makeOrder();
makeRail();
if (form instanceof HTMLFormElement) {
  guard(form);
  if (panel) makePreview(form, panel, wrong);
}

/** A file that is sent as soon as it is chosen; its name goes with the form. @param {HTMLElement} holder */
function makeUpload(holder) {
  const field = holder.querySelector("input");
  if (!field) return;
  const changed = () => {
    field.value = made.read();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const kind = holder.dataset.upload;
  const plan = { words: holder.dataset.words ?? "Picture", value: field.value, changed };
  const made = kind === "sound" ? sound(plan) : picture({ ...plan, shape: kind === "hold" ? "hold" : "logo" });
  made.choose.id = `${field.id}-file`;
  holder.querySelector("[data-plain]")?.replaceWith(made.element);
}

/** The colour is said in figures as it is typed, and may be picked. */
function makeColour() {
  const typed = document.getElementById("colour");
  const picker = document.getElementById("colour-picker");
  const told = document.getElementById("colour-contrast");
  if (!(typed instanceof HTMLInputElement && picker instanceof HTMLInputElement && told instanceof HTMLOutputElement)) return;
  picker.hidden = false;
  const look = () => {
    const ratio = onWhite(typed.value);
    told.hidden = ratio === null;
    if (ratio === null) return;
    picker.value = typed.value.trim().toLowerCase();
    const good = ratio >= LEAST;
    told.dataset.tone = good ? "good" : "danger";
    told.replaceChildren(icon(good ? "check" : "circle-alert"), `${ratio.toFixed(1)} : 1 on white, ${good ? "readable" : "too light"}`);
  };
  typed.addEventListener("input", look);
  picker.addEventListener("input", () => {
    typed.value = picker.value;
    typed.dispatchEvent(new Event("input", { bubbles: true }));
  });
  look();
}

/** Chosen decks come first, and can be moved. */
function makeOrder() {
  const list = document.querySelector("[data-part=decks]");
  if (!list) return;
  for (const item of list.children) {
    const box = item.querySelector("input");
    const title = item.querySelector("b")?.textContent ?? "";
    const arrows = document.createElement("span");
    arrows.className = "pick-order";
    arrows.append(
      arrow("arrow-up", `Show ${title} earlier`, () => item.previousElementSibling?.before(item)),
      arrow("arrow-down", `Show ${title} later`, () => item.nextElementSibling?.after(item)),
    );
    const show = () => (arrows.hidden = !box?.checked);
    box?.addEventListener("change", show);
    show();
    item.querySelector("label")?.after(arrows);
  }
}

/**
 * @param {string} name
 * @param {string} words
 * @param {() => void} move
 */
function arrow(name, words, move) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "icon-button small";
  button.setAttribute("aria-label", words);
  button.append(icon(name, { size: "small" }));
  button.addEventListener("click", () => {
    move();
    button.focus();
    button.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return button;
}

/** The rail of parts marks the one that is read. */
function makeRail() {
  const links = [...document.querySelectorAll(".editor-parts a")].filter((each) => each instanceof HTMLAnchorElement);
  const seen = new IntersectionObserver(
    (entries) => {
      const entry = entries.find((each) => each.isIntersecting);
      if (!entry) return;
      for (const link of links) {
        if (link.hash === `#${entry.target.id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-15% 0px -75% 0px" },
  );
  for (const link of links) {
    const part = document.querySelector(link.hash);
    if (part) seen.observe(part);
  }
}

/** @param {HTMLFormElement} form */
function guard(form) {
  const told = document.getElementById("unsaved");
  let unsaved = document.querySelector("[role=alert] .banner") !== null;
  form.addEventListener("input", () => {
    unsaved = true;
    if (told) told.textContent = "Not saved yet";
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    // The preview opens beside; only saving leaves the page.
    if (!(button instanceof HTMLButtonElement) || !button.formTarget) unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

/**
 * The sentence beside the field that is at fault while one types; the server's own stay.
 * @param {string} field
 * @param {string} sentence
 */
function wrong(field, sentence) {
  document.querySelector("[data-live-error]")?.remove();
  const id = PLACES[field] ?? field;
  const place = id && document.getElementById(id)?.closest(".field, [data-rows]");
  if (!place || place.querySelector(".field-error")) return;
  const line = document.createElement("p");
  line.className = "field-error";
  line.dataset.liveError = "";
  const words = document.createElement("span");
  words.textContent = sentence;
  line.append(icon("circle-alert", { size: "small" }), words);
  place.append(line);
}
