"""Every text that HCPs read exists in every language, whole and with the same placeholders."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scheduling import LANGUAGES
from scheduling.words import PLACEHOLDER
from tests.scheduling.extraction import ROOT, texts

TRANSLATED = [language for language in LANGUAGES if language != "en"]
USED = texts()


def path_of(language: str) -> Path:
    return ROOT / "web" / "locales" / language / "LC_MESSAGES" / "lectern.po"


@pytest.fixture(params=TRANSLATED)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    """One language's catalogue, read strictly."""
    with path_of(request.param).open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Each English form with each translated form."""
    found = []
    for message in catalogue:
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        strings = (message.string,) if isinstance(message.string, str) else message.string
        found += list(zip(ids, strings or (), strict=True))
    return [(english, words) for english, words in found if english]


def test_the_search_finds_texts() -> None:
    """Templates, scripts and mails are looked through: each kind has texts that we know."""
    for kind in ("web/templates/hcp/", "web/static/room/", "scheduling/", "server/pages/"):
        assert any(file.startswith(kind) for files in USED.values() for file in files), kind
    assert "Join the meeting" in USED
    assert "This meeting was cancelled." in USED


def test_nothing_is_missing(catalogue: Catalog) -> None:
    """Every text in use is translated."""
    known = {english for english, words in pairs(catalogue) if words}
    missing = {text: sorted(files) for text, files in USED.items() if text not in known}
    assert not missing


def test_nothing_is_left_over(catalogue: Catalog) -> None:
    """What no file says any more is not kept; nothing is marked doubtful or obsolete."""
    assert not {english for english, _ in pairs(catalogue)} - USED.keys()
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete


def test_placeholders_agree(catalogue: Catalog) -> None:
    """Each translation has the values of the English text, and no others."""
    wrong = [
        (english, words)
        for english, words in pairs(catalogue)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(words))
    ]
    assert not wrong


def test_form_agrees(catalogue: Catalog) -> None:
    """Blanks at the ends, line breaks and the kind of ending survive translation."""
    wrong = [
        (english, words)
        for english, words in pairs(catalogue)
        if words
        and (
            english[:1].isspace() != words[:1].isspace()
            or english[-1:].isspace() != words[-1:].isspace()
            or english.count("\n") != words.count("\n")
            or english.endswith(("?", "…")) != words.endswith(("?", "…"))
        )
    ]
    assert not wrong


def test_each_text_stands_once() -> None:
    """No entry is written twice under two headings."""
    for language in TRANSLATED:
        lines = path_of(language).read_text(encoding="utf-8").splitlines()
        ids = [line for line in lines if line.startswith('msgid "') and line != 'msgid ""']
        assert sorted(ids) == sorted(set(ids)), language
