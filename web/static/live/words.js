/**
 * The words of a page.
 *
 * Rule 1: the English text is the key; what has no translation is shown in English.
 * Rule 2: values are put in as text, never as HTML.
 */

/** @type {Record<string, string>} */
let words = {};
let language = "en";

/**
 * Sets the page's words; called once, before anything is shown.
 * @param {Record<string, string>} catalogue English text → text in the page's language.
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

/**
 * The text in the page's language, with `{name}` replaced by `values.name`.
 * @param {string} text
 * @param {Record<string, string|number>} [values]
 */
export function t(text, values = {}) {
  const found = words[text] || text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * One text for one, another for any other number; `{n}` is the number in the page's way.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, string|number>} [values]
 */
export function tn(one, many, n, values = {}) {
  const number = new Intl.NumberFormat(language).format(n);
  return t(n === 1 ? one : many, { n: number, ...values });
}
