"""What invitees read: in their language, at their hour, and nothing that somebody slipped in."""

import re
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from scheduling import LANGUAGES, Letters, Words
from scheduling.mails import Facts, MailKind
from tests.scheduling.cast import STARTS
from tests.scheduling.facts import FACTS, LINK, parse, part

NASTY = "Bob\r\nBcc: all@example.com\r\n\r\n<script>alert(1)</script>\u2028\x00"


def sent(letters: Letters, facts: Facts, link: str | None = LINK) -> EmailMessage:
    """The message as a mail program reads it from the wire."""
    return parse(letters.message(facts, link, mail_id="mail-1", now=1_790_000_000_000).as_bytes())


def test_invitation(letters: Letters) -> None:
    """Bob reads in German who invites him, when in Berlin and in UTC, how long, and the link."""
    message = sent(letters, FACTS)
    text = part(message, "text/plain")
    assert message["Subject"] == "Alice Stein lädt Sie ein: Efficacy in practice"
    assert text.splitlines()[:3] == [
        "Guten Tag Dr. Bob Müller,",
        "",
        "Alice Stein lädt Sie zu einem Gespräch per Video ein.",
    ]
    for line in (
        "Thema: Efficacy in practice",
        "Wann: Donnerstag, 1. Oktober 2026, 14:30 (Mitteleuropäische Sommerzeit)",
        "In UTC: 01.10.2026, 12:30 UTC",
        "Dauer: 45 Minuten",
        LINK,
    ):
        assert line in text.splitlines()


def test_the_readers_own_hour(letters: Letters) -> None:
    """Carol in New York reads her own hour, though the meeting was planned in Berlin."""
    facts = replace(FACTS, language="en", invitee_zone="America/New_York")
    text = part(sent(letters, facts), "text/plain")
    assert "When: Thursday, October 1, 2026, 8:30\u202fAM (Eastern Daylight Time)" in text
    assert "In UTC: 1 Oct 2026, 12:30 UTC" in text


def test_headers(letters: Letters) -> None:
    """It comes from us in the host's name, and an answer goes to the host."""
    message = sent(letters, FACTS)
    assert message["From"] == '"Alice Stein (Meridian)" <no-reply@lectern.example>'
    assert message["To"] == '"Dr. Bob Müller" <bob@klinik.example>'
    assert message["Reply-To"] == "Alice Stein <alice@meridian.example>"
    assert message["Message-ID"] == "<mail-1@lectern.example>"
    assert message["Date"] == "Mon, 21 Sep 2026 14:13:20 +0000"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "de")


def test_parts(letters: Letters) -> None:
    """Text, HTML and calendar are three forms of one thing; the file can be opened besides."""
    message = sent(letters, FACTS)
    body, attachment = message.iter_parts()
    assert [each.get_content_type() for each in body.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(body.iter_parts())[2]
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert (attachment.get_content_type(), attachment.get_filename()) == (
        "application/ics",
        "meeting.ics",
    )
    raw = attachment.get_payload(decode=True)
    assert isinstance(raw, bytes) and raw == part(message, "text/calendar").encode()
    event: Any = Calendar.from_ical(raw)
    assert str(event.walk("VEVENT")[0]["URL"]) == LINK
    assert LINK in str(event.walk("VEVENT")[0]["DESCRIPTION"])


@pytest.mark.parametrize(
    ("facts", "subject", "lead"),
    [
        (
            replace(FACTS, kind=MailKind.RESCHEDULE, before=STARTS - 86_400_000),
            "New time: Efficacy in practice",
            "Alice Stein has moved your meeting to another time.",
        ),
        (
            replace(FACTS, kind=MailKind.RESCHEDULE),
            "Changed: Efficacy in practice",
            "Alice Stein has changed the details of your meeting.",
        ),
        (
            replace(FACTS, kind=MailKind.CANCEL),
            "Cancelled: Efficacy in practice",
            "Alice Stein has cancelled your meeting.",
        ),
        (
            replace(FACTS, kind=MailKind.LINK),
            "Your new link: Efficacy in practice",
            "Here is your new link to the meeting with Alice Stein.",
        ),
    ],
)
def test_kinds(letters: Letters, facts: Facts, subject: str, lead: str) -> None:
    """Each kind of news says so in its subject and its first sentence."""
    message = sent(letters, replace(facts, language="en"))
    assert message["Subject"] == subject
    assert part(message, "text/plain").splitlines()[2] == lead
    assert lead in part(message, "text/html")


def test_a_move_names_both_times(letters: Letters) -> None:
    """The old time stands there, so that the right entry is looked for in the calendar."""
    facts = replace(FACTS, kind=MailKind.RESCHEDULE, language="en", before=STARTS - 86_400_000)
    text = part(sent(letters, facts), "text/plain")
    assert "Until now: Wednesday, 30 September 2026, 14:30" in text
    assert "When: Thursday, 1 October 2026, 14:30" in text


def test_a_cancellation_has_no_link(letters: Letters) -> None:
    """There is nothing to join; the reason stands there in the host's words."""
    facts = replace(FACTS, kind=MailKind.CANCEL, language="en", reason="I am ill.\nSorry!")
    message = sent(letters, facts)
    assert LINK not in message.as_string()
    text = part(message, "text/plain")
    assert "Alice Stein writes:\n> I am ill.\n> Sorry!\n" in text.replace("\r\n", "\n")
    assert list(message.iter_parts())[0].get_content_type() == "multipart/alternative"
    assert "METHOD:CANCEL" in part(message, "text/calendar")
    assert 'method="CANCEL"' in message.as_string()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(MailKind))
def test_every_language(letters: Letters, words: Words, language: str, kind: MailKind) -> None:
    """No English is left in the other languages, and no placeholder in any."""
    facts = replace(
        FACTS, kind=kind, language=language, before=STARTS - 86_400_000, note="Bis bald"
    )
    letter = letters.letter(facts, LINK)
    said = [letter.subject, letter.greeting, letter.lead, letter.button, letter.footer]
    said += [*letter.hints, letter.quote_head, *(label for label, _ in letter.table)]
    assert not [each for each in said if "{" in each or not each]
    english = letters.letter(replace(facts, language="en"), LINK)
    if language != "en":
        assert set(letter.hints).isdisjoint(english.hints)
        assert letter.lead != english.lead


@pytest.mark.parametrize(
    "facts",
    [
        replace(FACTS, title=NASTY),
        replace(FACTS, name=NASTY),
        replace(FACTS, host_name=NASTY),
        replace(FACTS, organisation=NASTY),
    ],
)
def test_nothing_can_be_slipped_in(letters: Letters, facts: Facts) -> None:
    """Line breaks add no header and no part; markup stays text."""
    message = sent(letters, facts)
    plain = sent(letters, FACTS)
    assert message.keys() == plain.keys()
    assert [p.get_content_type() for p in message.walk()] == [
        p.get_content_type() for p in plain.walk()
    ]
    assert message["Bcc"] is None
    assert "<script>" not in part(message, "text/html")
    assert "&lt;script&gt;" in part(message, "text/html")


def test_notes_are_text(letters: Letters) -> None:
    """What the host writes keeps its lines and loses its markup."""
    html = part(sent(letters, replace(FACTS, note="<b>1</b>\n2")), "text/html")
    assert "&lt;b&gt;1&lt;/b&gt;<br>" in html and "<b>" not in html


def test_nothing_is_loaded_when_it_is_opened(letters: Letters) -> None:
    """No picture, no style sheet, no script; the only address is the link."""
    html = part(sent(letters, FACTS), "text/html")
    assert not re.search(r"<(img|script|link|iframe|object|form)|url\(|@import|src=", html)
    assert set(re.findall(r'href="([^"]*)"', html)) == {LINK}
    assert set(re.findall(r"https?://[^\s\"<]+", html)) == {LINK}


def test_lines_on_the_wire(letters: Letters) -> None:
    """Every line ends with CRLF, stays under the limit of mail servers, and is ASCII."""
    wire = letters.message(
        replace(FACTS, title="Ü" * 200, note="ß" * 2000), LINK, mail_id="m", now=0
    ).as_bytes()
    assert wire.isascii()
    assert b"\n" not in wire.replace(b"\r\n", b"") and b"\r" not in wire.replace(b"\r\n", b"")
    assert max(map(len, wire.split(b"\r\n"))) <= 998


def test_an_address_with_umlauts(letters: Letters) -> None:
    """A domain is written as servers know it; a user part is left to servers that can."""
    assert "xn--" in str(sent(letters, replace(FACTS, email="bob@klinik-münchen.example"))["To"])
    message = letters.message(replace(FACTS, email="böb@klinik.example"), LINK, mail_id="m", now=0)
    assert "böb@klinik.example".encode() in message.as_bytes()


@pytest.mark.parametrize("sender", ["", "nobody", "a@b@c.example", "Ü <ü@lectern.example>"])
def test_a_sender_that_is_none(words: Words, sender: str) -> None:
    """A wrong MAIL_FROM is noticed when the server starts, not when the first mail leaves."""
    with pytest.raises(ValueError, match="is not a sender"):
        Letters(Path("web/templates/mail"), words, sender)
