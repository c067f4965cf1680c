"""The door of a room: coming, going, and who decides about it.

Rule 1: a participant outlives connections. Who has none any more is kept for ``KEPT_MS``.
Rule 2: hosts, presenters, panelists and moderators walk in; attendees wait in the lobby until a
host is there and, where the plan has a lobby, admits them. Who was in before walks in again.
Rule 3: a ban and a hold last as long as the room: going and coming back does not undo them.
Rule 4: nor does it undo being put out: whoever was, knocks until a host lets them in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rooms import events as e
from rooms.errors import Banned, Locked, NotAllowed
from rooms.ledger import Events, Ledger
from rooms.people import Device, Identity
from rooms.roles import CREW, INSIDE, Phase, Role, State, step
from rooms.roster import Person

KEPT_MS = 60_000
"""How long somebody without a connection is kept: a phone changing networks, a laptop waking."""


MOST_LISTED = 50
"""Attendees of a webinar whom the others may see by name; beyond that they are counted."""


class Door:
    """Who is in."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # -- coming ----------------------------------------------------------------------------

    def join(self, who: Identity, connection: str, device: Device | None, now: int) -> Events:
        """Somebody's browser asks to be in; a second tab of theirs changes nothing.

        Raises RoomIsOver, Banned, Locked.
        """
        self._ledger.must_live()
        known = self._ledger.roster.get(who.id)
        action = self._way_in(who, known)
        person = known or self._ledger.roster.add(who, device, now)
        if known is None and self._ledger.plan.webinar and who.role is Role.MODERATOR:
            # A moderator works behind the stage until somebody brings her on it.
            person.change(State.LEFT, backstage=True)
        person.connections.add(connection)
        person.lost_at = None
        came = self._come_in(person, who, device, action, now)
        opened = self._open_with(person, now)
        self._ledger.note_host(now)
        return (*came, *opened)

    def _way_in(self, who: Identity, known: Person | None) -> str:
        """What joining means for this person now: an action of ``STEPS``, or ``stay``."""
        if who.id in self._ledger.banned:
            raise Banned("you were removed from this meeting")
        if known and known.state is State.RECONNECTING:
            return "return"
        if known and known.state is State.REFUSED and known.admitted:
            return "enter"
        if known and known.state not in (State.LEFT, State.REMOVED):
            return "stay"
        if known and known.held:
            return "enter_held"
        removed = known is not None and known.put_out
        if not removed and (who.role is not Role.ATTENDEE or (known and known.admitted)):
            return "enter"
        if self._ledger.locked:
            raise Locked("the host has locked the meeting")
        live = self._ledger.phase is Phase.LIVE
        open_door = who.admitted or (live and not self._ledger.plan.lobby)
        return "enter" if open_door and not removed else "knock"

    def _come_in(
        self, person: Person, who: Identity, device: Device | None, action: str, now: int
    ) -> Events:
        if action == "stay":
            return ()
        if action == "return":
            public = person.change(State.PRESENT)
            return (e.ParticipantReturned(*self._ledger.stamp(now, who.id), public),)
        arrived = {"knock": State.LOBBY, "enter_held": State.HELD}.get(action, State.PRESENT)
        role = person.public.role if person.promoted else who.role
        if self._ledger.pause is not None and role in CREW and not person.public.backstage:
            person.change(person.state, backstage=True)
            self._ledger.sent_back.add(who.id)
        private = self._is_private(role)
        public = person.change(
            arrived, since=now, name=who.name, role=role, device=device, private=private
        )
        stamp = self._ledger.stamp(now, who.id)
        if arrived is State.LOBBY:
            return (e.ParticipantKnocked(*stamp, public),)
        person.admitted, person.reason = True, None
        if arrived is State.HELD:
            return (e.ParticipantHeld(*stamp, public),)
        return (e.ParticipantJoined(*stamp, public),)

    def _is_private(self, role: Role) -> bool:
        """Whether an attendee of a webinar is not listed for the others."""
        plan = self._ledger.plan
        if not plan.webinar or role is not Role.ATTENDEE:
            return False
        # Counted no further than it matters: a thousand come in at once.
        return not plan.names_shown or len(list(islice(self._listed(), MOST_LISTED))) == MOST_LISTED

    def _listed(self) -> Iterator[Person]:
        """The attendees inside whom the others see by name."""
        inside = (p for p in self._ledger.roster if p.state in INSIDE)
        return (p for p in inside if p.public.role is Role.ATTENDEE and not p.public.private)

    def _open_with(self, person: Person, now: int) -> Events:
        """Begin the meeting when this is its host."""
        ledger = self._ledger
        waits = ledger.phase is Phase.WAITING and not ledger.plan.webinar
        return self.open(person.public.id, now) if person.public.role is Role.HOST and waits else ()

    def open(self, by: str | None, now: int) -> Events:
        """The meeting begins; without a lobby everybody who waits is let in."""
        ledger = self._ledger
        ledger.phase, ledger.started, ledger.live_at = Phase.LIVE, now, None
        opened = e.RoomOpened(*ledger.stamp(now, by))
        ledger.note_host(now)
        return (opened, *(() if ledger.plan.lobby else self._let_in_all(None, now)))

    # -- going -----------------------------------------------------------------------------

    def lose(self, participant: str, connection: str, now: int) -> Events:
        """A connection is gone; without another one the person is reconnecting, or has left."""
        person = self._without(participant, connection)
        if person is None:
            return ()
        if person.state is State.LOBBY:
            return self._depart(person, "closed", now)
        if person.state is State.HELD:
            person.lost_at = now
        return self._interrupt(person, now) if person.state is State.PRESENT else ()

    def _interrupt(self, person: Person, now: int) -> Events:
        person.lost_at = now
        public = person.change(State.RECONNECTING)
        self._ledger.presence.pop(public.id, None)
        self._ledger.note_host(now)
        return (e.ParticipantReconnecting(*self._ledger.stamp(now, None), public),)

    def interrupt(self, at: int, now: int) -> Events:
        """Everybody lost their connection at ``at`` and is kept from ``now``."""
        events: list[e.Event] = []
        for person in self._ledger.roster:
            person.connections.clear()
            if person.state is State.LOBBY:
                events += self._depart(person, "closed", at)
            elif person.state is State.PRESENT:
                events += self._interrupt(person, at)
            person.lost_at = now if person.state in INSIDE else None
        return tuple(events)

    def leave(self, participant: str, connection: str, now: int) -> Events:
        """A person says goodbye in one tab; with the last one they have left."""
        person = self._without(participant, connection)
        return () if person is None else self._depart(person, "left", now)

    def _without(self, participant: str, connection: str) -> Person | None:
        """The person who has just lost their last connection; None when nothing follows."""
        person = self._ledger.roster.get(participant)
        if person is None or connection not in person.connections:
            return None
        person.connections.discard(connection)
        over = self._ledger.phase is Phase.ENDED
        return None if over or person.connections else person

    def _depart(self, person: Person, reason: str, now: int) -> Events:
        if step("leave", person.state) in (None, person.state):
            return ()
        was, id = person.state, person.public.id
        public = person.gone(State.LEFT)
        left = e.ParticipantLeft(*self._ledger.stamp(now, id), public, reason, was)
        silenced = self._ledger.silence(id, now)
        self._ledger.note_host(now)
        return (left, *silenced)

    def expire(self, now: int) -> Events:
        """Let those go who stayed away too long."""
        due = now - KEPT_MS
        late = [p for p in self._ledger.roster if p.lost_at is not None and p.lost_at <= due]
        return tuple(event for person in late for event in self._depart(person, "lost", now))

    def next_expiry(self) -> int | None:
        """When ``expire`` has something to do."""
        lost = [p.lost_at for p in self._ledger.roster if p.lost_at is not None]
        return min(lost) + KEPT_MS if lost else None

    # -- deciding --------------------------------------------------------------------------

    def admit(self, by: str, participant: str, now: int) -> Events:
        """Let somebody in who waits, or was refused before."""
        self._may_admit(by)
        person, _ = self._ledger.roster.target("admit", participant)
        return self._let_in(person, by, now)

    def admit_all(self, by: str, now: int) -> Events:
        """Let everybody in who waits."""
        self._may_admit(by)
        return self._let_in_all(by, now)

    def _may_admit(self, by: str) -> None:
        """Raises NotAllowed besides: a rehearsal has no audience."""
        self._ledger.must(by, "admit")
        if self._ledger.plan.webinar and self._ledger.phase is Phase.WAITING:
            raise NotAllowed("the doors open when you go live")

    def _let_in_all(self, by: str | None, now: int) -> Events:
        waiting = [person for person in self._ledger.roster if person.state is State.LOBBY]
        return tuple(event for person in waiting for event in self._let_in(person, by, now))

    def _let_in(self, person: Person, by: str | None, now: int) -> Events:
        if person.state is State.PRESENT:
            return ()
        person.admitted, person.put_out, person.reason = True, False, None
        if not person.connections:
            # Refused, then gone: they walk in when they ask again.
            return ()
        # Who knocked did so while nobody was inside: now it is known how many there are.
        private = self._is_private(person.public.role)
        public = person.change(State.PRESENT, since=now, private=private)
        return (e.ParticipantJoined(*self._ledger.stamp(now, by), public),)

    def refuse(self, by: str, participant: str, reason: str, now: int) -> Events:
        """Turn somebody away who waits; they are told the reason."""
        self._ledger.must(by, "refuse")
        person, after = self._ledger.roster.target("refuse", participant)
        if person.state is after:
            return ()
        person.reason = reason
        refused = person.change(after)
        return (e.ParticipantRefused(*self._ledger.stamp(now, by), refused, reason),)

    def lock(self, by: str, locked: bool, now: int) -> Events:
        """Let no newcomer in, or open the door again."""
        self._ledger.must(by, "lock")
        if locked == self._ledger.locked:
            return ()
        self._ledger.locked = locked
        return (e.RoomLocked(*self._ledger.stamp(now, by), locked),)

    def remove(self, by: str, participant: str, ban: bool, now: int) -> Events:
        """Put somebody out; banned, they cannot come back."""
        self._ledger.must(by, "remove")
        person, _ = self._ledger.roster.target("remove", participant)
        _must_not_be_host(person)
        return self._put_out(person, by, ban, now)

    def expel(self, participant: str, now: int) -> Events:
        """The organiser took somebody's invitation back: put them out, wherever they are."""
        person = self._ledger.roster.get(participant)
        over = self._ledger.phase is Phase.ENDED
        return () if person is None or over else self._put_out(person, None, False, now)

    def _put_out(self, person: Person, by: str | None, ban: bool, now: int) -> Events:
        was, id = person.state, person.public.id
        if was is State.REMOVED and (id in self._ledger.banned or not ban):
            return ()
        person.admitted = person.held = False
        person.put_out = True
        if ban:
            self._ledger.banned.add(id)
        public = person.gone(State.REMOVED)
        removed = e.ParticipantRemoved(*self._ledger.stamp(now, by), public, was, ban)
        silenced = self._ledger.silence(id, now)
        self._ledger.note_host(now)
        return (removed, *silenced)

    def hold(self, by: str, participant: str, held: bool, now: int) -> Events:
        """Put somebody aside, or take them back in."""
        self._ledger.must(by, "hold")
        person, after = self._ledger.roster.target("hold" if held else "resume", participant)
        _must_not_be_host(person)
        if person.held == held:
            return ()
        person.held = held
        if held:
            public = person.change(after, hand=None)
            event = e.ParticipantHeld(*self._ledger.stamp(now, by), public)
            return (event, *self._ledger.silence(participant, now))
        public = person.change(State.RECONNECTING if person.lost_at else after)
        return (e.ParticipantResumed(*self._ledger.stamp(now, by), public),)


def _must_not_be_host(person: Person) -> None:
    if person.public.role is Role.HOST:
        raise NotAllowed("the host cannot be put out or aside")
