"""What was reviewed before a follow-up goes: its words, and each person who gets it. Pure.

Rule: a mark stands for all that a mail of somebody is made of. If the marks of the page that was
looked at are not those of now, what would go is not what was reviewed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import msgspec

from scheduling.webinars.followrules import Draft
from scheduling.webinars.plans import Webinar

MARK_LENGTH = 16
"""Hexadecimal digits, 64 bits: nobody is taken for somebody else by chance."""
MOST_MARKS = 200_000
"""Characters of all marks in a form; 10,000 people, more than a webinar takes."""


class Addressee(Protocol):
    """A registrant or invitee, whatever class brings them."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def zone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody has looked at."""

    words: str
    """Mark of the texts, the hour, and what is filled in for everybody."""
    people: frozenset[str]
    """A mark for each person who gets it."""

    @classmethod
    def of(cls, webinar: Webinar, draft: Draft, people: Iterable[Addressee]) -> Self:
        """What stands on the page now."""
        meeting = webinar.meeting
        filled = (meeting.title, meeting.starts, meeting.host.name, meeting.host.organisation)
        return cls(_mark(draft, filled), frozenset(map(mark, people)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """What a form brought back; of something else, a review of nothing."""
        words, *people = text.split() or [""]
        return cls(words, frozenset(people))

    def dump(self) -> str:
        """As a form carries it."""
        return " ".join((self.words, *sorted(self.people)))


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from what was reviewed."""

    words: bool
    """The texts, the hour or the rule."""
    new: tuple[str, ...]
    """Names of whom the page did not show so: they came, or their address or language changed."""
    gone: tuple[str, ...]
    """Names of whom it showed, and who get it no more."""
    lost: int
    """Of how many whom it showed nothing is known any more."""


def mark(someone: Addressee) -> str:
    """The mark of one person as the mail would address them."""
    return _mark(someone.id, someone.name, someone.email, someone.language, someone.zone)


def changes(
    reviewed: Review, now: Review, get_it: Sequence[Addressee], everybody: Sequence[Addressee]
) -> Changes | None:
    """What has changed since the review; None when nothing has."""
    if reviewed == now:
        return None
    left = reviewed.people - now.people
    gone = [each for each in everybody if mark(each) in left]
    return Changes(
        words=reviewed.words != now.words,
        new=tuple(each.name for each in get_it if mark(each) not in reviewed.people),
        gone=tuple(each.name for each in gone),
        lost=len(left) - len(gone),
    )


def _mark(*facts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()[:MARK_LENGTH]
