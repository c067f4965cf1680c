"""Whom a follow-up means, and when it goes."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scheduling.webinars.errors import BadField
from scheduling.webinars.followrules import (
    Behaviour,
    Condition,
    Draft,
    Rule,
    Show,
    Text,
    checked,
    due_at,
    fits,
)

MINUTE = 60_000
END = 60 * MINUTE
SHOW = Show(END, {"safety": 40 * MINUTE})
BOB = Behaviour("bob", came=True, last_leave=30 * MINUTE, live_ms=25 * MINUTE, captured=True)
STAYED = replace(BOB, last_leave=END, live_ms=END)
CAROL = Behaviour("carol", no_show=True)


def means(rule: Rule, who: Behaviour, **more: Any) -> bool:
    return fits(Condition(rule, **more), who, SHOW)


def test_attendance() -> None:
    """Who came, who did not, who left before the end or stayed too short."""
    assert [means(Rule.ATTENDED, each) for each in (BOB, CAROL)] == [True, False]
    assert [means(Rule.NO_SHOW, each) for each in (BOB, CAROL)] == [False, True]
    assert [means(Rule.LEFT_EARLY, each) for each in (BOB, STAYED, CAROL)] == [True, False, False]
    assert means(Rule.STAYED_LESS, BOB, minutes=26)
    assert not means(Rule.STAYED_LESS, BOB, minutes=25)
    assert not means(Rule.STAYED_LESS, CAROL, minutes=26)
    assert all(means(Rule.EVERYBODY, each) for each in (BOB, CAROL))


def test_in_the_last_minute() -> None:
    """Who leaves in the last minute has seen it to the end."""
    assert not means(Rule.LEFT_EARLY, replace(STAYED, last_leave=END - MINUTE))
    assert means(Rule.LEFT_EARLY, replace(STAYED, last_leave=END - MINUTE - 1))


def test_before_a_slide() -> None:
    """Who left before it was shown; a slide that was never shown means nobody."""
    assert means(Rule.BEFORE_SLIDE, BOB, slide="safety")
    assert not means(Rule.BEFORE_SLIDE, STAYED, slide="safety")
    just = replace(BOB, last_leave=SHOW.slides["safety"])
    assert means(Rule.BEFORE_SLIDE, just, slide="safety"), "gone at the moment it came"
    assert not means(Rule.BEFORE_SLIDE, BOB, slide="dosing")
    assert not means(Rule.BEFORE_SLIDE, CAROL, slide="safety")


def test_attendance_needs_no_consent() -> None:
    """Coming and going may be used of everybody."""
    silent = replace(BOB, captured=False)
    assert means(Rule.LEFT_EARLY, silent)
    assert means(Rule.BEFORE_SLIDE, silent, slide="safety")


def test_what_they_did_needs_consent() -> None:
    """A question or an answer counts only while the consent to capture stands."""
    asked = replace(BOB, questions=1, answers={"p1": frozenset({1})})
    assert means(Rule.ASKED, asked)
    assert not means(Rule.ASKED, BOB)
    assert means(Rule.POLL, asked, poll="p1")
    assert means(Rule.POLL, asked, poll="p1", choice=1)
    assert not means(Rule.POLL, asked, poll="p1", choice=0)
    assert not means(Rule.POLL, asked, poll="p2")
    silent = replace(asked, captured=False)
    assert not means(Rule.ASKED, silent)
    assert not means(Rule.POLL, silent, poll="p1")


def test_certificate() -> None:
    """Who earned one."""
    assert means(Rule.CERTIFICATE, replace(BOB, certificate=True))
    assert not means(Rule.CERTIFICATE, BOB)


def test_survey() -> None:
    """Who took part, agreed to capture, and has not answered; without a survey nobody is meant."""
    asking = replace(SHOW, survey=True)
    rule = Condition(Rule.NO_SURVEY)
    assert fits(rule, BOB, asking)
    assert not fits(rule, BOB, SHOW)
    for other in (replace(BOB, surveyed=True), replace(BOB, captured=False), CAROL):
        assert not fits(rule, other, asking)


def at(text: str, zone: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Europe/Berlin", "2026-10-01T19:00", "2026-10-02T08:00"),
        ("Europe/Berlin", "2026-10-02T07:59", "2026-10-02T08:00"),
        ("Europe/Berlin", "2026-10-02T08:00", "2026-10-03T08:00"),
        ("Europe/Berlin", "2026-10-24T19:00", "2026-10-25T08:00"),
        ("Europe/Berlin", "2027-03-27T19:00", "2027-03-28T08:00"),
        ("America/New_York", "2026-10-31T13:00", "2026-11-01T08:00"),
        ("Nowhere/Atall", "2026-10-01T19:00", "2026-10-02T08:00"),
    ],
)
def test_next_morning(zone: str, now: str, due: str) -> None:
    """At that hour where the registrant is, also over a night in which the clocks change."""
    known = "UTC" if zone.startswith("Nowhere") else zone
    assert due_at(8, zone, at(now, known)) == at(due, known)


def test_at_once() -> None:
    """Without an hour it goes now."""
    assert due_at(None, "Europe/Berlin", 1_000) == 1_000


TEXTS = {"en": Text("Thank you, {name}", "It was about {title}.")}
DRAFT = Draft(Condition(Rule.ATTENDED), TEXTS)


def test_clean() -> None:
    """The main language comes first; a language without words is left out."""
    texts = {"de": Text(" Danke\n", "Gut."), **TEXTS, "fr": Text(" ", "")}
    clean = checked(replace(DRAFT, texts=texts), ("en", "de", "fr"))
    assert list(clean.texts) == ["en", "de"]
    assert clean.texts["de"].subject == "Danke"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DRAFT, condition=Condition(Rule.STAYED_LESS)), "minutes"),
        (replace(DRAFT, condition=Condition(Rule.BEFORE_SLIDE)), "slide"),
        (replace(DRAFT, condition=Condition(Rule.POLL)), "poll"),
        (replace(DRAFT, hour=3), "hour"),
        (replace(DRAFT, texts={}), "subject-en"),
        (replace(DRAFT, texts={"en": Text("Only a subject", "")}), "texts"),
        (replace(DRAFT, texts={"en": Text("x" * 151, "words")}), "texts"),
        (replace(DRAFT, texts={"en": Text("Hello {nmae}", "words")}), "texts"),
    ],
)
def test_mistakes(wrong: Draft, field: str) -> None:
    """What a rule needs, and texts that can be sent."""
    with pytest.raises(BadField) as refused:
        checked(wrong, ("en", "de"))
    assert refused.value.field == field
