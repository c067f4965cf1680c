"""Figures: what hosts of a webinar see of their audience as numbers, told once a second at most.

Rule 1: each event, look and measure costs a few steps, however large the audience is; what is told
is put together only when there is news and a host to hear it, encoded once.
Rule 2: it is kept here, not in a browser: a host who reloads is told the whole curve.
Rule 3: figures are counts. Only trouble names people, to those who can help them.
Rule 4: who of the audience looks away is told as a share; what one browser says stays here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from rooms import Event, LiveRoom, Role, Room, State
from rooms.events import ParticipantEvent
from rooms.turnout import Turnout
from signaling.attention import Attention
from signaling.audience import Broadcast
from signaling.groups import Groups
from signaling.seams import MediaQuality, Registry
from signaling.trouble import Trouble

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
LOOK_UP = 200
"""Profiles that are looked up at once: one query, a moment's work for the database."""
COUNT_SEATS_MS = 15_000
"""How often registrations are counted while a host is there."""


class Book:
    """What is known of one webinar's audience; listens to its room."""

    def __init__(self, org: str) -> None:
        self.org = org
        self.turnout = Turnout()
        self.groups = Groups()
        self.attention = Attention()
        self.trouble = Trouble()
        self.paths: dict[str, int] = {}
        self.registered = 0
        self.seats_counted: int | None = None
        self.news = True

    async def hear(self, room: Room, event: Event) -> None:
        """Take the next event."""
        self.note(event)

    def note(self, event: Event) -> None:
        """The same, without waiting; for events that are told again after a crash."""
        self.turnout.note(event)
        self.news = True
        if isinstance(event, ParticipantEvent):
            self._move(event)

    def _move(self, event: ParticipantEvent) -> None:
        who = event.participant.id
        if self.turnout.is_here(who):
            self.groups.come(who)
        else:
            self.groups.go(who)
        if event.participant.state is not State.PRESENT:
            self.attention.forget(who)
        if event.participant.state is State.RECONNECTING:
            self.trouble.lose(who, event.at)
        elif event.participant.state is State.PRESENT:
            self.trouble.find(who)
        else:
            self.trouble.forget(who)

    def measure(self, media: Mapping[str, MediaQuality], on_stage: bool, now: int) -> None:
        """Take what media measures of everybody who is here."""
        before, ways = self.trouble.told(now), self.paths
        self.trouble.look(media, on_stage, now)
        here = ((who, q) for who, q in media.items() if self.turnout.is_here(who))
        self.paths = dict(Counter(self.trouble.way(who, q) for who, q in here))
        self.news |= before != self.trouble.told(now) or ways != self.paths

    def told(self, now: int) -> dict[str, object]:
        """All figures, as hosts are told them."""
        turnout = self.turnout
        return {
            "here": turnout.here,
            "most": turnout.most,
            "lobby": turnout.lobby,
            "registered": self.registered,
            "began": turnout.began,
            "curve": turnout.curve,
            "reactions": {"total": turnout.reactions, "minutes": turnout.applause},
            "groups": self.groups.told(),
            "attention": self.attention.told(),
            "paths": self.paths,
            "trouble": self.trouble.told(now),
        }


class Figures:
    """The books of all webinars, and the one task that tells of them."""

    def __init__(
        self,
        registry: Registry,
        find: Callable[[str], LiveRoom | None],
        broadcast: Broadcast,
        clock: Callable[[], int],
    ) -> None:
        self._registry = registry
        self._find = find
        self._broadcast = broadcast
        self._clock = clock
        self._books: dict[str, Book] = {}
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._books)

    def start(self) -> None:
        """Begin to tell."""
        self._task = asyncio.create_task(self._run(), name="webinar figures")

    async def close(self) -> None:
        """Tell nothing any more. Twice is harmless."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait([task])

    # -- what is taken down ----------------------------------------------------------------

    def open(self, org: str, room: Room, past: Iterable[Event]) -> Book:
        """A book for a webinar that comes to life; it has what happened there before."""
        book = self._books[room.id] = Book(org)
        for event in past:
            book.note(event)
        return book

    def freshen(self, room: Room) -> None:
        """Somebody has just come, perhaps a host who knows nothing yet."""
        book = self._books.get(room.id)
        if book is not None:
            book.news = True

    def see(self, room: Room, who: str, visible: bool | None, relayed: bool | None) -> bool | None:
        """Take what a browser says of its tab and its way; returns what hosts may be told of this.

        In a webinar's audience nothing: there it goes into a share.
        """
        book, person = self._books.get(room.id), room.person(who)
        if book is None or person is None:
            return visible
        book.news |= book.trouble.relay(who, relayed)
        if person.public.role is not Role.ATTENDEE:
            return visible
        if person.state is State.PRESENT:
            book.attention.see(who, visible)
            book.news = True
        return None

    def measure(self, media: Mapping[tuple[str, str], MediaQuality], now: int) -> None:
        """Take what media measures of everybody in all rooms."""
        rooms: dict[str, dict[str, MediaQuality]] = {id: {} for id in self._books}
        for (room, who), quality in media.items():
            if room in rooms:
                rooms[room][who] = quality
        for id, people in rooms.items():
            live = self._find(id)
            if live is not None:
                on_stage = any(not stream.backstage for stream in live.room.streams)
                self._books[id].measure(people, on_stage, now)

    # -- what is told ----------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            for id, book in list(self._books.items()):
                # One webinar's trouble is not the others' business.
                try:
                    await self._tell(id, book)
                except Exception:
                    logger.exception("room %s: its figures were not told", id)

    async def _tell(self, id: str, book: Book) -> None:
        live = self._find(id)
        if live is None:
            del self._books[id]
            return
        now = self._clock()
        book.news |= book.turnout.advance(now)
        if not self._broadcast.hosts(live.room):
            return
        await self._look_up(id, book, now)
        if book.news:
            book.news = False
            self._broadcast.tell_hosts(live.room, "audience", book.told(now))

    async def _look_up(self, id: str, book: Book, now: int) -> None:
        unknown = book.groups.unknown(LOOK_UP)
        if unknown:
            book.groups.learn(unknown, await self._registry.profiles(book.org, id, unknown))
            book.news = True
        if book.seats_counted is None or now - book.seats_counted >= COUNT_SEATS_MS:
            registered = await self._registry.registered(book.org, id)
            book.news |= registered != book.registered
            book.registered, book.seats_counted = registered, now
