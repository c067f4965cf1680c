"""The logo in a mail: inside it, with words, and only in the form that shows pictures."""

from dataclasses import replace

import pytest

from scheduling import Letters
from scheduling.logos import Logo, shown_size
from scheduling.mails import MailKind
from tests.scheduling.facts import FACTS, LINK, parse, part

WEBINAR = replace(FACTS, webinar=True, kind=MailKind.CONFIRM)
LOGO = Logo(b"\x89PNG\r\n\x1a\n" + bytes(100), "png", 120, 40, 'Meridian "Heart" <b>')


def test_a_logo(letters: Letters) -> None:
    """A related part that the HTML names by its Content-ID (RFC 2392), with what it says."""
    made = letters.message(WEBINAR, LINK, mail_id="m1", now=1_790_000_000_000, logo=LOGO)
    message = parse(made.as_bytes())
    body, _ = message.iter_parts()
    text, related, calendar = body.iter_parts()
    assert [each.get_content_type() for each in (text, related, calendar)] == [
        "text/plain",
        "multipart/related",
        "text/calendar",
    ]
    html, picture = related.iter_parts()
    assert picture.get_content_type() == "image/png"
    assert picture["Content-ID"] == "<logo.m1@lectern.example>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == LOGO.content
    words = html.get_payload(decode=True)
    assert isinstance(words, bytes)
    assert b'src="cid:logo.m1@lectern.example"' in words
    assert b'alt="Meridian &#34;Heart&#34; &lt;b&gt;" width="120" height="40"' in words
    # Its own white ground: a dark logo must be seen in a dark mail program, too.
    assert b"background-color:#ffffff" in words
    assert message["Content-Language"] == "de"


@pytest.mark.parametrize("kind", [MailKind.CONFIRM, MailKind.REMIND, MailKind.FOLLOW_UP])
def test_the_rest_stays_as_it_is(letters: Letters, kind: MailKind) -> None:
    """Text and calendar are the same with and without; a letter without a logo has no picture."""
    facts = replace(WEBINAR, kind=kind)
    plain, with_logo = (
        parse(letters.message(facts, LINK, mail_id="m1", now=1, logo=logo).as_bytes())
        for logo in (None, LOGO)
    )
    assert part(plain, "text/plain") == part(with_logo, "text/plain")
    assert "<img" not in part(plain, "text/html")
    kinds = [each.get_content_type() for each in plain.walk()]
    assert "multipart/related" not in kinds


def test_nothing_is_loaded(letters: Letters) -> None:
    """The only source in the letter is the mail itself."""
    made = letters.message(WEBINAR, LINK, mail_id="m1", now=1, logo=LOGO)
    html = part(parse(made.as_bytes()), "text/html")
    assert html.count("src=") == html.count('src="cid:') == 1
    assert "url(" not in html


@pytest.mark.parametrize(
    ("pixels", "shown"),
    [((320, 107), (160, 54)), ((320, 320), (64, 64)), ((64, 32), (32, 16)), ((1, 1), (1, 1))],
)
def test_size(pixels: tuple[int, int], shown: tuple[int, int]) -> None:
    """Sharp on dense screens, and never larger than a letterhead."""
    assert shown_size(*pixels) == shown
