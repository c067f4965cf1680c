import { pageLanguage, setWords, t, tn } from "/static/live/words.js";
import { same, test } from "./kit.js";

test("what has no translation is shown in English", () => {
  setWords({}, "de");
  same(t("Join"), "Join");
});

test("values are put into the translation, and only once", () => {
  setWords({ "{name} writes: {text}": "{name} schreibt: {text}" }, "de");
  same(t("{name} writes: {text}", { name: "Ana", text: "{name}" }), "Ana schreibt: {name}");
});

test("a number chooses its form by the language", () => {
  setWords({ "{n} minute": ["{n} minute", "{n} minutes"] }, "fr");
  same(
    [0, 1, 2].map((n) => tn("{n} minute", "{n} minutes", n)),
    ["0 minute", "1 minute", "2 minutes"],
  );
  setWords({}, "en");
  same(
    [0, 1, 2].map((n) => tn("{n} minute", "{n} minutes", n)),
    ["0 minutes", "1 minute", "2 minutes"],
  );
});

test("numbers are written in the page's way", () => {
  setWords({}, "de");
  same(tn("{n} entry", "{n} entries", 12_345), "12.345 entries");
  same(pageLanguage(), "de");
});
