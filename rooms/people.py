"""The people of a room, what they publish and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rooms.roles import Role, State

Device = Literal["phone", "tablet", "desktop"]
QuestionState = Literal["pending", "open", "answered", "dismissed"]
Channel = Literal["all", "hosts", "crew"]
ChatMode = Literal["all", "hosts", "off"]
How = Literal["live", "written", "dismissed"]
Kind = Literal["camera", "screen"]
Lack = Literal["missing", "refused", "busy", "closed"]
"""No device is there; the browser may not use it; another program has it; nobody opened it."""
Rating = Literal["positive", "neutral", "negative"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as proven by their token."""

    id: str
    """The invitee's id, or the staff id of the host: it outlives sockets."""
    name: str
    role: Role
    admitted: bool = False
    """Whether they need not knock: a program with the administrator's token."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in a room, outliving sockets."""

    id: str
    name: str
    role: Role
    state: State
    hand: int | None
    """When the hand went up, in ms; None while it is down."""
    muted: bool
    """Whether a host silenced this person, until they switch sound on again themselves."""
    since: int
    """When they knocked or came in, in ms; a reconnection does not change it."""
    device: Device | None = None
    backstage: bool = False
    """Whether the audience neither sees nor hears this member of the crew."""
    private: bool = False
    """Whether other attendees, and the crew but the hosts, are not told of this attendee."""
    invited: bool = False
    """Whether the hosts ask this attendee to come on stage, and wait for an answer."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream that somebody publishes."""

    id: str
    """Opaque; its WHEP address is ``/whep/{room}/{id}``."""
    participant: str
    kind: Kind
    audio: bool
    """Whether sound is on now."""
    video: bool
    """Whether the picture is on now."""
    backstage: bool = False
    """Whether its publisher is backstage: only the crew may know of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One line of chat."""

    id: str
    by: str
    name: str
    text: str
    at: int
    channel: Channel = "all"
    """Who reads it: everybody; the hosts and the author; the crew of a webinar."""
    private: bool = False
    """Whether attendees are not told whose it is."""
    removed: bool = False
    """Whether a host took it out: only hosts still read it."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that the hosts want everybody to see, perhaps with an address to open."""

    id: str
    text: str
    link: str
    """An https address; empty when there is none."""
    at: int
    until: int | None = None
    """When it goes by itself, in ms; None: when a host takes it back."""
    download: str = ""
    """A deck version to take home as a file; empty when there is none."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A break of the show: the audience waits, the crew is among itself."""

    since: int
    until: int | None
    """When it is meant to go on, in ms; None: that is open."""
    ends: bool = False
    """Whether it goes on by itself then; else the host presses."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something asked of the speakers."""

    id: str
    by: str
    name: str
    text: str
    at: int
    state: QuestionState = "open"
    how: How | None = None
    answer: str | None = None
    """What was written, when it was answered in writing."""
    private: bool = False
    """Whether attendees are not told whose it is."""
    votes: int = 0
    """How many people want to hear the answer, too."""
    assigned: str | None = None
    """Which member of the crew is to answer it."""
    merged: str | None = None
    """The question that asks the same, and has these votes now."""
    same: tuple[str, ...] = ()
    """What was put to this one, by whatever way: their votes and askers count here."""
    answering: bool = False
    """Whether it is being answered aloud now; of all questions one at most is."""
    whispered: bool = False
    """Whether only whoever asked reads the written answer: the audience sees it no more."""

    @property
    def anonymous(self) -> bool:
        """Whether it was asked without a name: then nobody else is told by whom."""
        return self.private and not self.name


@dataclass(frozen=True, slots=True)
class Presence:
    """What one person's browser shows at this moment; volatile, the latest wins."""

    slide: int | None
    step: int | None
    version: str | None
    visible: bool | None
    """Whether the tab is in front; None without consent to attention signals."""
    quality: int | None
    """0 (nothing arrives) to 4 (good)."""
    devices: Lack | None = None
    """Why somebody who is asked on stage, or stands on it, can send nothing; None: they can."""
