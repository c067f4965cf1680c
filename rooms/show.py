"""The show of a webinar: rehearsal, going live, on stage and backstage.

Rule 1: before it goes live a webinar is a practice room: the crew is in, the audience waits.
Rule 2: backstage is a part of the room that the audience neither sees nor hears. Streams go with
whoever publishes them.
Rule 3: an attendee comes on stage by two yeses, the hosts' and their own; then they are a
panelist, until the hosts or they themselves end it.
"""

from __future__ import annotations

from dataclasses import replace

from rooms import events as e
from rooms.door import Door
from rooms.errors import NotAllowed, NotFound, StageFull
from rooms.ledger import Events, Ledger
from rooms.people import Participant, Stream
from rooms.places import FULL, MOST_ON_STAGE, Places
from rooms.roles import CREW, HOSTS, INSIDE, MAY, Phase, Role, State
from rooms.roster import Person

LONGEST_COUNTDOWN_MS = 60_000


class Show:
    """Who is seen by the audience, and from when on."""

    def __init__(self, ledger: Ledger, places: Places, door: Door) -> None:
        self._ledger = ledger
        self._places = places
        self._door = door

    # -- going live ------------------------------------------------------------------------

    def go_live(self, by: str, delay_ms: int, now: int) -> Events:
        """Open the doors, at once or after a countdown. Raises NotAllowed besides."""
        self._must_rehearse(by)
        if not 0 <= delay_ms <= LONGEST_COUNTDOWN_MS:
            raise NotAllowed("a countdown takes up to a minute")
        if delay_ms == 0:
            return self._door.open(by, now)
        if self._ledger.live_at is not None:
            return ()
        self._ledger.live_at = now + delay_ms
        return (e.CountdownStarted(*self._ledger.stamp(now, by), self._ledger.live_at),)

    def stop_countdown(self, by: str, now: int) -> Events:
        """Do not go live yet."""
        self._must_rehearse(by)
        if self._ledger.live_at is None:
            return ()
        self._ledger.live_at = None
        return (e.CountdownStopped(*self._ledger.stamp(now, by)),)

    def tick(self, now: int) -> Events:
        """Go live when the countdown is over."""
        live_at = self._ledger.live_at
        if live_at is None or now < live_at or self._ledger.phase is not Phase.WAITING:
            return ()
        return self._door.open(None, now)

    def _must_rehearse(self, by: str) -> None:
        self._ledger.must(by, "go_live")
        if not self._ledger.plan.webinar or self._ledger.phase is not Phase.WAITING:
            raise NotAllowed("this is live already")

    # -- on stage and backstage ------------------------------------------------------------

    def set_backstage(self, by: str, participant: str, backstage: bool, now: int) -> Events:
        """Bring a member of the crew on stage, or behind it. Raises NotFound, StageFull.

        Whoever is not a host may only step back themselves.
        """
        actor = self._ledger.must(by, "set_backstage")
        self._must_be_webinar()
        person = self._inside(participant)
        if person.public.role not in CREW:
            raise NotAllowed("only the crew has a place backstage")
        own_step_back = by == participant and backstage
        if actor.public.role not in HOSTS and not own_step_back:
            raise NotAllowed("the hosts say who is on stage")
        if person.public.backstage == backstage:
            return ()
        if not backstage and self._ledger.pause is not None:
            raise NotAllowed("the audience has a break; go on first")
        if not backstage:
            self._must_fit(person, now)
        return self.move(person, by, backstage, now)

    def _must_fit(self, person: Person, now: int) -> None:
        who = person.public.id
        streams = self._ledger.streams.values()
        seen = any(s.participant == who and s.kind == "camera" for s in streams)
        counts = seen and person.public.role is not Role.HOST
        if counts and len(self._places.taken(now) - {who}) >= MOST_ON_STAGE:
            raise StageFull(FULL)

    def move(self, person: Person, by: str | None, backstage: bool, now: int) -> Events:
        """Bring somebody on stage or behind it; who may decide that is asked before."""
        public = person.change(person.state, backstage=backstage)
        ledger, who = self._ledger, public.id
        mine = [replace(s, backstage=backstage) for s in self._streams(who)]
        for stream in mine:
            # To the end, as whoever adds them to a list does.
            del ledger.streams[stream.id]
            ledger.streams[stream.id] = stream
        if backstage:
            ledger.pinned = None if ledger.pinned == who else ledger.pinned
            ledger.speaking = None if ledger.speaking == who else ledger.speaking
        return (e.ParticipantStaged(*ledger.stamp(now, by), public, tuple(mine)),)

    def _streams(self, participant: str) -> list[Stream]:
        return [s for s in self._ledger.streams.values() if s.participant == participant]

    # -- attendees on stage ----------------------------------------------------------------

    def invite(self, by: str, participant: str, invited: bool, now: int) -> Events:
        """Ask an attendee to come on stage, or take that back. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "invite")
        self._must_be_webinar()
        person = self._inside(participant)
        if person.public.role is not Role.ATTENDEE:
            raise NotAllowed("only attendees are asked to come on stage")
        if person.public.invited == invited:
            return ()
        public = person.change(person.state, invited=invited)
        return (e.ParticipantInvited(*self._ledger.stamp(now, by), public),)

    def answer_invitation(self, by: str, accept: bool, now: int) -> Events:
        """An attendee comes on stage, or would rather not. Raises NotAllowed."""
        person = self._ledger.must(by, "answer_invitation")
        if not person.public.invited:
            raise NotAllowed("nobody asks you to come on stage")
        if not accept:
            public = person.change(person.state, invited=False)
            return (e.ParticipantInvited(*self._ledger.stamp(now, by), public),)
        person.promoted = True
        paused = self._ledger.pause is not None
        self._ledger.sent_back |= {by} if paused else set()
        public = person.change(
            person.state,
            role=Role.PANELIST,
            invited=False,
            private=False,
            hand=None,
            backstage=paused,
        )
        return (e.ParticipantPromoted(*self._ledger.stamp(now, by), public),)

    def demote(self, by: str, participant: str, now: int) -> Events:
        """Somebody who came on stage is an attendee again. Raises NotFound, NotAllowed."""
        actor = self._ledger.must(by, "demote")
        self._must_be_webinar()
        if by != participant and actor.public.role not in HOSTS:
            raise NotAllowed("the hosts say who is on stage")
        person = self._inside(participant)
        if not person.promoted:
            raise NotAllowed("only whoever came on stage from the audience goes back there")
        silenced = self._ledger.silence(participant, now)
        person.promoted = False
        public = self._back_in_the_audience(person)
        return (*silenced, e.ParticipantDemoted(*self._ledger.stamp(now, by), public))

    def _back_in_the_audience(self, person: Person) -> Participant:
        private = not self._ledger.plan.names_shown
        return person.change(
            person.state, role=Role.ATTENDEE, private=private, backstage=False, muted=False
        )

    # -- another role ----------------------------------------------------------------------

    def appoint(self, participant: str, role: Role, now: int) -> Events:
        """The organiser made a member of the crew something else; a screen that they may share
        no longer ends. Nothing for whom the room has not met, or knows as that.
        """
        ledger, person = self._ledger, self._ledger.roster.get(participant)
        if person is None or ledger.phase is Phase.ENDED or not {person.public.role, role} <= CREW:
            return ()
        if person.public.role is role:
            return ()
        public = person.change(person.state, role=role)
        shared = [s for s in self._streams(participant) if s.kind == "screen"]
        lost = shared if role not in MAY["publish_screen"] else []
        ended = [ledger.end_stream(stream, now) for stream in lost]
        ledger.note_host(now)
        return (*ended, e.ParticipantAppointed(*ledger.stamp(now, None), public))

    # -- parts -----------------------------------------------------------------------------

    def _must_be_webinar(self) -> None:
        if not self._ledger.plan.webinar:
            raise NotAllowed("a meeting has no stage to go on")

    def _inside(self, participant: str) -> Person:
        person = self._ledger.roster.find(participant)
        if person.state not in INSIDE or person.state is State.HELD:
            raise NotFound("they are not in the room")
        return person
