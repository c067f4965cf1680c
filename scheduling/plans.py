"""What is planned, as values. ``checks`` says what makes a plan usable."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from scheduling.words import DEFAULT

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


OPEN_STATES = (MeetingState.PLANNED, MeetingState.LIVE)
"""In these it may still take place."""


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

    @property
    def may_look(self) -> bool:
        """Whether the link shows what is kept of them: not when it alone was taken away, as when
        somebody else may have it."""
        return self.link is not None and (self.link.revoked is None or self.withdrawn is not None)


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
