/**
 * The public page of a webinar: the reader's own zone, for the form and beside the hour, and what
 * people of the chosen country are asked to agree to. Without this script the form takes the
 * webinar's zone, and the server asks after the form was sent.
 * @module
 */

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const field = document.querySelector("[data-part=zone]");
if (field instanceof HTMLInputElement && !field.value) field.value = zone;

const when = document.querySelector("[data-part=when]");
const other = document.querySelector("[data-part=other-zone]");
const starts = Number(when?.getAttribute("datetime"));
if (other instanceof HTMLElement && Number.isFinite(starts)) {
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const here = new Intl.DateTimeFormat(document.documentElement.lang, form).format(starts);
  other.textContent = here;
  // The hour above is told in the webinar's zone; who lives in it need not read it twice.
  other.hidden = when?.getAttribute("data-zone") === zone;
}

const country = document.querySelector("#country");
const groups = [...document.querySelectorAll("[data-part=terms] [data-country]")].filter(
  (group) => group instanceof HTMLFieldSetElement,
);

/** A country without texts of its own is asked what is asked everywhere else. */
function ask() {
  if (!(country instanceof HTMLSelectElement)) return;
  const own = groups.some((group) => group.dataset.country === country.value);
  for (const group of groups) {
    const shown = group.dataset.country === (own ? country.value : "");
    group.hidden = !shown;
    // What is disabled is not sent: only what was on the screen was seen.
    group.disabled = !shown;
  }
}

country?.addEventListener("change", ask);
ask();
