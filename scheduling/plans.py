"""What is planned: values, and what makes a plan usable.

A ``Plan`` is what a form or a program sends; ``checked`` returns it with clean values or raises the
``BadValue`` that names the field.
"""

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from email_validator import EmailNotValidError, validate_email

from scheduling.errors import (
    BadDecks,
    BadLength,
    BadPeople,
    BadText,
    BadTime,
    BadTitle,
    BadZone,
)
from scheduling.moments import utc_of, zone_of
from scheduling.words import DEFAULT, LANGUAGES

MIN_MINUTES = 5
MAX_MINUTES = 480
MAX_PEOPLE = 50
MAX_DECKS = 20
MAX_TITLE = 200
MAX_NAME = 200
MAX_NOTE = 2_000

LATE_MS = 15 * 60_000
"""A talk that is arranged on the telephone starts "now", and the form takes a while to fill."""
FAR_MS = 3 * 366 * 86_400_000
"""Further ahead a typing error is more likely than a plan, and zone rules are guesses."""

T = TypeVar("T")


class MeetingKind(StrEnum):
    """What is planned: a talk with the people who are invited, or a webinar for many."""

    MEETING = "meeting"
    WEBINAR = "webinar"


class MeetingState(StrEnum):
    """planned → live → ended, or planned → cancelled; nothing leads back."""

    PLANNED = "planned"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Host:
    """The member of staff who invites, as people are told."""

    id: str
    name: str
    email: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Person:
    """An HCP to invite."""

    hcp: str
    name: str
    email: str
    """Empty: nobody is written to, and the host passes the link on."""
    language: str = DEFAULT
    zone: str = ""
    """Her own zone; empty: the meeting's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A meeting as somebody wants it."""

    title: str
    wall: str
    """The wall time in ``zone``, as 2026-03-26T14:30."""
    zone: str
    minutes: int
    people: tuple[Person, ...]
    decks: tuple[str, ...] = ()
    """Deck version ids in the order they are shown."""
    note: str = ""
    """A line or two from the host, which stands in the mail."""
    later: bool = False
    """Of a wall time that comes twice in autumn, the second."""


@dataclass(frozen=True, slots=True)
class LinkState:
    """What the host may know about an invitee's link; never the link itself."""

    issued: int
    expires: int
    revoked: int | None
    used: int | None
    """When it was first used to join."""

    def standing(self, now: int) -> str:
        """``revoked``, ``expired``, ``used`` or ``unused``."""
        if self.revoked is not None:
            return "revoked"
        if self.expires <= now:
            return "expired"
        return "unused" if self.used is None else "used"


class MediaPath(StrEnum):
    """How the invitee's media reaches the server."""

    UDP = "udp"
    TCP = "tcp"
    RELAY = "relay"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Check:
    """What the device check of an invitee's landing page found."""

    at: int
    camera: bool
    microphone: bool
    sound: bool
    path: MediaPath

    @property
    def ok(self) -> bool:
        """Whether she can be heard and hear; a camera is welcome and not needed."""
        return self.microphone and self.sound and self.path is not MediaPath.NONE


@dataclass(frozen=True, slots=True)
class Invitee:
    """A person invited to a meeting; the id is also the participant's in the room."""

    id: str
    meeting: str
    hcp: str
    name: str
    email: str
    language: str
    zone: str
    withdrawn: int | None
    link: LinkState | None
    check: Check | None = None
    """The latest device check, if there was one."""
    role: str = "attendee"
    """Of the roles in a room; a webinar's speakers are invited as panelists, for example."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as planned and as it went."""

    id: str
    org: str
    title: str
    note: str
    host: Host
    wall: str
    zone: str
    later: bool
    minutes: int
    starts: int
    ends: int
    state: MeetingState
    sequence: int
    created: int
    changed: int
    started: int | None
    ended: int | None
    reason: str
    """Why it was cancelled, if somebody said."""
    decks: tuple[str, ...]
    everyone: tuple[Invitee, ...]
    """Those who were taken off the list too. Empty for a webinar: see `scheduling.webinars`."""
    kind: MeetingKind = MeetingKind.MEETING

    @property
    def invitees(self) -> tuple[Invitee, ...]:
        """Those who are on the list now."""
        return tuple(person for person in self.everyone if person.withdrawn is None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a longer list."""

    items: tuple[T, ...]
    total: int
    """How many items the whole list has."""
    number: int
    """Which page this is, from 1."""
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def checked(plan: Plan, now: int, *, kept: Meeting | None = None) -> tuple[Plan, int]:
    """The plan with clean values, and its start in UTC; raises ``BadValue``.

    ``kept`` is the meeting that the plan changes: its own time may stay though it is past.
    """
    if not MIN_MINUTES <= plan.minutes <= MAX_MINUTES:
        raise BadLength("bad-length", f"Choose {MIN_MINUTES} to {MAX_MINUTES} minutes.")
    zone_of(plan.zone)
    clean = replace(
        plan,
        title=title_of(plan.title),
        note=note_of(plan.note),
        people=_people(plan),
        decks=_decks(plan.decks),
    )
    starts = utc_of(plan.wall, plan.zone, later=plan.later)
    if kept is None or starts != kept.starts:
        check_start(starts, now)
    return clean, starts


def one_line(text: str) -> str:
    """The text on one line, without control characters: fit for headers and calendars."""
    breaks = ("Cc", "Cs", "Zl", "Zp")
    spaced = "".join(" " if unicodedata.category(c) in breaks else c for c in text)
    return unicodedata.normalize("NFC", " ".join(spaced.split()))


def ascii_email(email: str) -> str:
    """The address with its domain as mail servers know it (xn--…); the user part stays."""
    try:
        found = validate_email(email, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return one_line(email)
    return f"{found.local_part}@{found.ascii_domain}"


def note_of(text: str) -> str:
    """The text with plain line breaks and no other control characters; raises ``BadText``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    note = "\n".join(one_line(line) for line in lines).strip()
    if len(note) > MAX_NOTE:
        raise BadText("bad-text", f"Write at most {MAX_NOTE:,} characters.")
    return note


def fold(text: str) -> str:
    """``text`` as it is searched: without case and accents, so that "muller" finds "Müller"."""
    storable = text.encode("utf-8", "replace").decode("utf-8")
    bare = unicodedata.normalize("NFKD", storable.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))


def check_start(starts: int, now: int) -> None:
    """Raise ``BadTime`` for a start that is past, or too far ahead to be meant."""
    if starts < now - LATE_MS:
        raise BadTime("time-past", "This time is past. Choose one that is still to come.")
    if starts > now + FAR_MS:
        raise BadTime("time-far", "This is more than three years ahead. Is the year right?")


def title_of(text: str) -> str:
    """A title on one line; raises ``BadTitle``."""
    title = one_line(text)
    if not 1 <= len(title) <= MAX_TITLE:
        raise BadTitle("bad-title", f"Give the meeting a title of up to {MAX_TITLE} characters.")
    return title


def _decks(versions: tuple[str, ...]) -> tuple[str, ...]:
    if len(versions) > MAX_DECKS:
        raise BadDecks("too-many-decks", f"Choose at most {MAX_DECKS} decks.")
    if len(set(versions)) < len(versions):
        raise BadDecks("same-deck", "A deck is chosen twice.")
    return versions


def _people(plan: Plan) -> tuple[Person, ...]:
    if not plan.people:
        raise BadPeople("no-people", "Choose whom to invite.")
    if len(plan.people) > MAX_PEOPLE:
        raise BadPeople("too-many-people", f"A meeting takes up to {MAX_PEOPLE} people.")
    people = tuple(_person(person, plan.zone) for person in plan.people)
    for seen in ([p.hcp for p in people], [p.email.casefold() for p in people if p.email]):
        if len(set(seen)) < len(seen):
            raise BadPeople("same-person", "Somebody is invited twice, or two share an address.")
    return people


def _person(person: Person, zone: str) -> Person:
    name = one_line(person.name)
    if not 1 <= len(name) <= MAX_NAME or not person.hcp:
        raise BadPeople("bad-person", "Somebody has no name.")
    email = _email(person.email.strip(), name)
    return Person(person.hcp, name, email, _language(person.language), _zone(person.zone, zone))


def _email(text: str, name: str) -> str:
    if not text:
        return ""
    try:
        # An address is not asked for over the network: the mail will tell.
        found = validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise BadPeople("bad-person", f"{name} has no usable e-mail address.") from error
    return found.normalized


def _language(tag: str) -> str:
    base = tag.replace("_", "-").partition("-")[0].casefold()
    return base if base in LANGUAGES else DEFAULT


def _zone(own: str, meeting: str) -> str:
    try:
        zone_of(own)
    except BadZone:
        return meeting
    return own
