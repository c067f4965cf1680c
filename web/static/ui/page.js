/**
 * What every staff page does beyond HTML; without this script each page still works, except dialogs.
 *
 * [data-dialog=id] opens a dialog, [data-close] closes it · details[data-menu] closes on Escape and
 * on a click elsewhere · [data-theme-choice] switches colours · form[data-confirm] asks first ·
 * a submitted form cannot be sent twice · [data-copy] copies · #offline follows the network ·
 * dialog[data-open] is open when the page comes · form[data-auto] submits when a select or date in it changes.
 * @module
 */

import { t } from "../live/words.js";
import { toast } from "./toast.js";

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const opener = target.closest("[data-dialog]");
  if (opener instanceof HTMLElement) return openDialog(opener.dataset.dialog ?? "");
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  const copier = target.closest("[data-copy]");
  if (copier instanceof HTMLElement) void copy(copier.dataset.copy ?? "");
  closeMenus(target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (!(menu instanceof HTMLDetailsElement)) return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) return event.preventDefault();
  if (form.dataset.sent) return event.preventDefault();
  if (form.method !== "post") return;
  form.dataset.sent = "yes";
  (event.submitter ?? form.querySelector("button:not([type=button])"))?.setAttribute("aria-busy", "true");
});

// A page that comes back from the back/forward cache must accept its form again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    if (form instanceof HTMLElement) delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

document.addEventListener("change", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (target instanceof HTMLInputElement && target.dataset.themeChoice !== undefined) setTheme(target.value);
  const form = target.closest("form[data-auto]");
  if (form instanceof HTMLFormElement && target.matches("select, input[type=date]")) form.requestSubmit();
});

/** @param {string} id */
function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement) show(dialog);
}

/** @param {HTMLDialogElement} dialog */
function show(dialog) {
  dialog.showModal();
  const fields = "input:not([type=hidden]), select, textarea";
  const first = dialog.querySelector("[aria-invalid=true]") ?? dialog.querySelector(fields);
  if (first instanceof HTMLElement) first.focus();
}

/** @param {Element} clicked */
function closeMenus(clicked) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu instanceof HTMLDetailsElement && !menu.contains(clicked)) menu.open = false;
  }
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("Copied."), "good");
  } catch {
    toast(t("The browser did not allow copying. Select the text and copy it by hand."), "danger");
  }
}

/** @param {string} choice */
function setTheme(choice) {
  const page = document.documentElement;
  if (choice === "auto") delete page.dataset.theme;
  else page.dataset.theme = choice;
  try {
    if (choice === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", choice);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  markTheme();
}

function markTheme() {
  const choice = document.documentElement.dataset.theme ?? "auto";
  for (const input of document.querySelectorAll("input[data-theme-choice]")) {
    if (input instanceof HTMLInputElement) input.checked = input.value === choice;
  }
}

function markNetwork() {
  const sign = document.getElementById("offline");
  if (sign) sign.hidden = navigator.onLine;
}

addEventListener("online", markNetwork);
addEventListener("offline", markNetwork);
markNetwork();
markTheme();
for (const dialog of document.querySelectorAll("dialog[data-open]")) {
  if (dialog instanceof HTMLDialogElement) show(dialog);
}
