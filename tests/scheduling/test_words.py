"""Texts in the reader's language."""

from pathlib import Path

import pytest

from scheduling import LANGUAGES, Words
from scheduling.words import fill

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Welcome, {name}"
msgstr "Willkommen, {name}"

#, fuzzy
msgid "Goodbye"
msgstr "Guten Tag"

msgid "Empty"
msgstr ""

msgid "{count} slide"
msgid_plural "{count} slides"
msgstr[0] "{count} Folie"
msgstr[1] "{count} Folien"
"""


@pytest.fixture
def german(tmp_path: Path) -> Words:
    path = tmp_path / "de" / "LC_MESSAGES" / "lectern.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return Words(tmp_path)


def test_t(german: Words) -> None:
    """The text is found, and its values stand in it."""
    assert german.t("de", "Welcome, {name}", name="Ana") == "Willkommen, Ana"
    assert german.t("en", "Welcome, {name}", name="Ana") == "Welcome, Ana"


@pytest.mark.parametrize("msgid", ["Unknown", "Goodbye", "Empty"])
def test_english_stands_in(german: Words, msgid: str) -> None:
    """What is missing, fuzzy or empty is said in English, not guessed."""
    assert german.t("de", msgid) == msgid


@pytest.mark.parametrize("language", ["fr", "es", "tlh", "", "../de"])
def test_a_language_without_catalogue_is_english(german: Words, language: str) -> None:
    """No language breaks a page."""
    assert german.t(language, "Welcome, {name}", name="Ana") == "Welcome, Ana"


def test_values_are_not_read_as_texts(german: Words) -> None:
    """A name with braces is a name, and no attribute of a value can be reached."""
    assert german.t("de", "Welcome, {name}", name="{name} {0.__class__}") == (
        "Willkommen, {name} {0.__class__}"
    )
    assert fill("{known} {unknown} {known.x} {", {"known": 1}) == "1 {unknown} {known.x} {"


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("de", 1, "1 Folie"),
        ("de", 0, "0 Folien"),
        ("de", 2, "2 Folien"),
        ("en", 1, "1 slide"),
        ("en", 0, "0 slides"),
        ("fr", 0, "0 slide"),
        ("fr", 2, "2 slides"),
    ],
)
def test_n(german: Words, language: str, count: int, words: str) -> None:
    """One and many, as each language counts; French counts nothing as one."""
    assert german.n(language, "{count} slide", "{count} slides", count) == words


def test_catalogue(german: Words) -> None:
    """What a page's scripts get: texts, and pairs for plurals."""
    assert german.catalogue("de") == {
        "Welcome, {name}": "Willkommen, {name}",
        "{count} slide": ("{count} Folie", "{count} Folien"),
    }
    assert german.catalogue("en") == {}


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("it,fr-CH;q=0.8,en;q=0.7", "fr"),
        ("en;q=0.1,es;q=0.9", "es"),
        ("DE-de", "de"),
        ("de;q=0,fr", "fr"),
        ("de;q=0", "en"),
        ("de;q=nonsense,es", "es"),
        ("*", "en"),
        (",;,;;q=,", "en"),
        ("x" * 100_000 + ",de", "en"),
    ],
)
def test_negotiate(german: Words, accept: str, language: str) -> None:
    """The browser's best language that we speak; nonsense does not hurt."""
    assert german.negotiate(accept) == language


@pytest.mark.parametrize(
    ("preferred", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("it", "de"), (None, "de")]
)
def test_what_is_known_of_a_person_goes_first(
    german: Words, preferred: str | None, language: str
) -> None:
    """The directory knows better than the browser of a shared hospital PC."""
    assert german.negotiate("de", preferred=preferred) == language


def test_our_catalogues(words: Words) -> None:
    """The catalogues of the product are found and are not empty."""
    assert [bool(words.catalogue(language)) for language in LANGUAGES] == [False, True, True, True]
