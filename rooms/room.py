"""A room: who is in it, and what they see.

Rule 1: this package does no I/O, reads no clock, and starts no task (but for ``live.py``, which
is the task).  Time comes in as ``now``, UTC milliseconds; what happened goes out as events.

Rule 2: a method that raises has changed nothing.

Rule 3: a method whose wish is already true returns no events: repeating a command is harmless.

Rule 4: ``tick`` does what time alone brings about; ``next_timeout`` says when that is.
"""

from __future__ import annotations

from collections.abc import Iterable

from rooms import events as e
from rooms.agenda import RunSheet
from rooms.deck import Position
from rooms.door import Door
from rooms.errors import NotAllowed, NotInRoom
from rooms.floor import Floor
from rooms.folding import apply
from rooms.ledger import Events, Ledger
from rooms.pause import Pauses
from rooms.people import Announcement, Stream
from rooms.places import Places
from rooms.plan import Plan
from rooms.polling import Polling
from rooms.projecting import visible
from rooms.recalling import load, recall
from rooms.roles import CREW, Audience, Phase, Role, State, audience_of
from rooms.roster import Person
from rooms.show import Show
from rooms.sight import reads, sees_poll, sees_question, shown_message, shown_poll, shown_question
from rooms.snapshot import Snapshot, order
from rooms.stage import Stage
from rooms.talk import Talk

HOST_ABSENT_MS = 300_000
"""How long a live room waits for its host."""


class Room:
    """The state machine of one meeting while it lives: a door, a floor and a stage."""

    def __init__(self, id: str, plan: Plan, now: int) -> None:
        self.id = id
        self.plan = plan
        self._ledger = Ledger(id, plan, now, banned=set(plan.banned), agenda=plan.agenda)
        self.door = Door(self._ledger)
        self._places = Places(self._ledger)
        self.floor = Floor(self._ledger, self._places)
        self.stage = Stage(self._ledger, self._places)
        self.talk = Talk(self._ledger)
        self.polling = Polling(self._ledger)
        self.show = Show(self._ledger, self._places, self.door)
        self.run_sheet = RunSheet(self._ledger)
        self.pauses = Pauses(self._ledger, self.show)
        bare = tuple(deck.without_notes() for deck in plan.decks)
        self._decks = {
            Audience.HOSTS: plan.decks,
            Audience.CREW: plan.decks if plan.webinar else bare,
            Audience.ATTENDEES: bare,
        }

    # -- reading ---------------------------------------------------------------------------

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return self._ledger.seq

    @property
    def at(self) -> int:
        """When the last event happened."""
        return self._ledger.at

    @property
    def phase(self) -> Phase:
        return self._ledger.phase

    @property
    def live_at(self) -> int | None:
        """When the crew goes live, while it counts down."""
        return self._ledger.live_at

    @property
    def position(self) -> Position | None:
        """What is on stage."""
        return self._ledger.position

    @property
    def speaking(self) -> str | None:
        """Who speaks now, as media hears it."""
        return self._ledger.speaking

    @property
    def streams(self) -> tuple[Stream, ...]:
        """What is published now."""
        return tuple(self._ledger.streams.values())

    @property
    def announcements(self) -> tuple[Announcement, ...]:
        """What the hosts tell everybody now."""
        return self._ledger.announcements

    def person(self, participant: str) -> Person | None:
        """Somebody as the room knows them, to be read only; None when they never came."""
        return self._ledger.roster.get(participant)

    def state_of(self, participant: str) -> State | None:
        """Where somebody is; None when they never came."""
        person = self._ledger.roster.get(participant)
        return person.state if person else None

    def crew(self) -> tuple[str, ...]:
        """Who is more than an attendee now, present or not: who was brought on stage, too."""
        return tuple(p.public.id for p in self._ledger.roster if p.public.role in CREW)

    def host_is_here(self) -> bool:
        """Whether a host is connected."""
        return self._ledger.roster.host_is_here()

    def is_idle(self) -> bool:
        """Whether nobody is connected to a meeting that has not begun."""
        nobody = not any(person.connections for person in self._ledger.roster)
        return self.phase is Phase.WAITING and nobody

    def snapshot(self, me: str) -> Snapshot:
        """All that ``me`` must know to follow. Raises NotInRoom."""
        person = self._ledger.roster.get(me)
        if person is None or person.state not in (State.PRESENT, State.RECONNECTING):
            raise NotInRoom("only somebody who is in the room may see it")
        return self.view(me, person.public.role)

    def view(self, me: str, role: Role) -> Snapshot:
        """The room as it is shown to that role, whoever is in."""
        ledger, audience = self._ledger, audience_of(role)
        hosts = audience is Audience.HOSTS
        people = [p.public for p in ledger.roster if visible(p.public, audience, me)]
        seen = audience is not Audience.ATTENDEES
        return Snapshot(
            seq=ledger.seq,
            at=ledger.at,
            room=self.id,
            title=self.plan.title,
            phase=ledger.phase,
            locked=ledger.locked,
            started=ledger.started,
            live_at=ledger.live_at,
            pause=ledger.pause,
            host_gone=ledger.host_gone if seen else None,
            planned_minutes=self.plan.planned_minutes,
            me=me,
            role=role,
            participants=tuple(sorted(people, key=order)),
            decks=self._decks[audience],
            agenda=ledger.agenda if seen else (),
            position=ledger.position,
            pinned=ledger.pinned,
            speaking=ledger.speaking,
            streams=tuple(s for s in self.streams if seen or not s.backstage),
            chat_mode=ledger.talk.mode,
            chat_slow=ledger.talk.slow,
            chat=tuple(
                shown_message(m, audience, me) for m in ledger.talk.chat if reads(m, audience, me)
            ),
            announcements=ledger.announcements,
            questions=tuple(
                shown_question(q, audience, me)
                for q in ledger.talk.questions
                if sees_question(q, audience, me)
            ),
            my_votes=tuple(sorted(ledger.talk.votes_of(me))),
            polls=tuple(
                shown_poll(p, audience) for p in ledger.polls.all if sees_poll(p, audience)
            ),
            my_answers=ledger.polls.answers_of(me),
            ratings=dict(ledger.ratings) if hosts else {},
            presence=dict(ledger.presence) if hosts else {},
        )

    def may_view(self, participant: str, stream: str) -> bool:
        """Whether somebody who is in the room may be sent that stream."""
        person, known = self._ledger.roster.get(participant), self._ledger.streams.get(stream)
        rehearsal = self.plan.webinar and self.phase is Phase.WAITING
        if not rehearsal and (known is None or not known.backstage):
            return True
        return person is not None and person.public.role in CREW

    # -- the end, and time -----------------------------------------------------------------

    def end(self, by: str, now: int) -> Events:
        """The host ends the meeting. Raises RoomIsOver, NotInRoom, NotAllowed.

        A rehearsal has no end: it would take the room away from a webinar that is still to come.
        """
        self._ledger.must(by, "end")
        if self.plan.webinar and self.phase is Phase.WAITING:
            raise NotAllowed(
                "practice ends when the crew leaves; a webinar is cancelled on its page"
            )
        return self._end(by, "host", now)

    def close(self, reason: str, now: int) -> Events:
        """The organiser ends the meeting, whoever is in: it was cancelled."""
        return () if self.phase is Phase.ENDED else self._end(None, reason, now)

    def _end(self, by: str | None, reason: str, now: int) -> Events:
        self._ledger.phase, self._ledger.live_at = Phase.ENDED, None
        self._ledger.streams.clear()
        self._ledger.quiet.clear()
        self._ledger.pinned = self._ledger.speaking = None
        return (e.RoomEnded(*self._ledger.stamp(now, by), reason),)

    def tick(self, now: int) -> Events:
        """Do what is due at ``now``: go live or on, let the lost go, end a room without a host."""
        if self.phase is Phase.ENDED:
            return ()
        gone = (
            *self.show.tick(now),
            *self.pauses.tick(now),
            *self.door.expire(now),
            *self.talk.expire(now),
        )
        since = self._ledger.host_awaited
        absent = since is not None and now - since >= HOST_ABSENT_MS
        return (*gone, *(self._end(None, "host-absent", now) if absent else ()))

    def next_timeout(self) -> int | None:
        """When ``tick`` has something to do; None while it has not."""
        if self.phase is Phase.ENDED:
            return None
        since, expiry = self._ledger.host_awaited, self.door.next_expiry()
        absent = None if since is None else since + HOST_ABSENT_MS
        live, paused = self._ledger.live_at, self.pauses.next_end()
        due = (absent, expiry, live, paused, self.talk.next_expiry())
        return min((at for at in due if at is not None), default=None)

    # -- after a crash ---------------------------------------------------------------------

    @classmethod
    def restore(cls, id: str, plan: Plan, events: Iterable[e.Event], now: int) -> Room:
        """The room as its events tell it, up to the last of them. Raises Gap.

        Everybody is where they were, but nobody has a connection: ``interrupt`` comes next.
        """
        room = cls(id, plan, now)
        snapshot = room.view("", Role.HOST)
        for event in events:
            snapshot = apply(snapshot, event)
            recall(room._ledger, event)
        load(room._ledger, snapshot)
        return room

    def interrupt(self, at: int, now: int) -> Events:
        """Everybody lost their connection at ``at`` (the server died); they are kept from ``now``.

        Streams are gone; whoever waited in the lobby knocks again.
        """
        if self.phase is Phase.ENDED:
            return ()
        at = max(at, self._ledger.at)
        for stream in self.streams:
            self._places.keep(stream.participant, now)
        streams = [self._ledger.end_stream(stream, at) for stream in self.streams]
        people = self.door.interrupt(at, now)
        self._ledger.host_awaited = now if self.phase is Phase.LIVE else None
        return (*streams, *people)
