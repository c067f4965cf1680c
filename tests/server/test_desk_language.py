"""The console speaks the language of whoever comes to it by a link; an account's is English."""

import html
import re
from html.parser import HTMLParser

import pytest

from scheduling import LANGUAGES
from scheduling.webinars import Webinar
from scheduling.words import Translation
from server.pages.console import SCRIPTS
from server.pages.scriptwords import script_words
from tests.scheduling.extraction import texts
from tests.server.crew_by_link import host as host
from tests.server.crew_by_link import invited, joined
from tests.server.crew_by_link import webinar as webinar
from tests.server.invited import page_of
from tests.support.site import Answer, Site, Visitor

TRANSLATED = [language for language in LANGUAGES if language != "en"]
NO_WORDS = {"The new data", "The new data · Lectern"}
"""Texts of the page that are the plan's own."""


class Reader(HTMLParser):
    """What people read or hear of a page, templates for the scripts included."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag == "script"
        told = ("aria-label", "title", "placeholder", "alt")
        self.found |= {value for name, value in attrs if name in told and value}

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not self.silent and re.search(r"[^\W\d_]", text):
            self.found.add(text)


def read(answer: Answer) -> set[str]:
    reader = Reader()
    reader.feed(answer.body)
    return reader.found


def forms(translation: Translation) -> set[str]:
    return {translation} if isinstance(translation, str) else set(translation)


@pytest.mark.parametrize("language", TRANSLATED)
async def test_by_a_link(site: Site, webinar: Webinar, language: str) -> None:
    """Every word of the page is a translation, and its scripts have theirs; nothing is English."""
    member = await invited(site, webinar, "moderator", language)
    visitor, answer = await joined(site, member)
    desk = await visitor.get(answer.location)
    assert f'<html lang="{language}"' in desk.body
    catalogue = site.services.words.catalogue(language)
    spoken = {each for translation in catalogue.values() for each in forms(translation)}
    assert read(desk) - spoken - NO_WORDS == {"https://"}
    data = page_of(desk)
    assert data["language"] == language
    assert data["words"].keys() == script_words(catalogue, SCRIPTS).keys()
    needed = {text for text, files in texts().items() if any("static/console" in f for f in files)}
    plurals = {english for english in needed if english not in catalogue}
    assert not plurals - {english for english in needed if "{n}" in english}


async def test_in_another_language(site: Site, webinar: Webinar) -> None:
    """The reader may choose another language than the invitation's."""
    member = await invited(site, webinar, "moderator", "de")
    visitor, answer = await joined(site, member)
    desk = await visitor.get(f"{answer.location}?lang=fr")
    assert '<html lang="fr"' in desk.body and "Déroulé" in html.unescape(desk.body)


async def test_of_an_account(host: Visitor, webinar: Webinar) -> None:
    """The staff's console is in English like all of the staff's pages."""
    page = await host.get(f"/meetings/{webinar.id}/room")
    assert '<html lang="en"' in page.body and "Run sheet" in page.words
    assert page_of(page)["words"] == {}
