/**
 * The words of a page.
 *
 * Rule 1: the English text is the key; what has no translation is shown in English.
 * Rule 2: values are put in as text, never as HTML.
 */

/** @typedef {string|[string, string]} Word One text, or two: for one and for many. */

/** @type {Record<string, Word>} */
let words = {};
let language = "en";

/**
 * Sets the page's words; called once, before anything is shown.
 * @param {Record<string, Word>} catalogue English text → text in the page's language.
 * @param {string} code Language code, as "de".
 */
export function setWords(catalogue, code) {
  words = catalogue;
  language = code;
}

/** The page's language code. */
export function pageLanguage() {
  return language;
}

/** How dates and numbers are written: as the browser has it, where that is the page's language. */
export function pageLocale() {
  return navigator.languages?.find((each) => each.split("-")[0] === language) ?? language;
}

/**
 * The text in the page's language, with `{name}` replaced by `values.name`.
 * @param {string} text
 * @param {Record<string, string|number>} [values]
 */
export function t(text, values = {}) {
  const found = words[text] || text;
  return fill(typeof found === "string" ? found : found[0], values);
}

/**
 * @param {string} text
 * @param {Record<string, string|number>} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * One text for one, another for any other number; `{n}` is the number in the page's way.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, string|number>} [values]
 */
export function tn(one, many, n, values = {}) {
  // In French, nothing is singular.
  const single = n === 1 || (n === 0 && language === "fr");
  const found = words[one];
  const text = Array.isArray(found) ? found[single ? 0 : 1] : t(single ? one : many);
  return fill(text, { n: new Intl.NumberFormat(language).format(n), ...values });
}
