/**
 * The public page of a webinar: the reader's own zone, for the form and beside the hour.
 * Without this script the form takes the webinar's zone.
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
