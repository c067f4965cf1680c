"""The floor of a room: hands, voices and reactions. What is said and asked is in ``talk``."""

from __future__ import annotations

from dataclasses import replace

from rooms import events as e
from rooms.errors import NotAllowed, NotFound
from rooms.ledger import Events, Ledger
from rooms.people import Stream
from rooms.places import Places
from rooms.roles import INSIDE, Role
from rooms.roster import Person


class Floor:
    """Who says what."""

    def __init__(self, ledger: Ledger, places: Places) -> None:
        self._ledger = ledger
        self._places = places

    def raise_hand(self, by: str, raised: bool, now: int) -> Events:
        """Somebody raises or lowers their own hand."""
        person = self._ledger.must(by, "raise_hand")
        return self._hand(person, by, raised, now)

    def lower_hand(self, by: str, participant: str, now: int) -> Events:
        """A host takes somebody's hand down."""
        self._ledger.must(by, "lower_hand")
        return self._hand(self._ledger.roster.find(participant), by, False, now)

    def lower_all_hands(self, by: str, now: int) -> Events:
        """A host takes all hands down, whoever waits longest first."""
        self._ledger.must(by, "lower_hand")
        raised = [(p.public.hand, p.public.id, p) for p in self._ledger.roster if p.public.hand]
        lowered = [self._hand(person, by, False, now) for _, _, person in sorted(raised)]
        return tuple(event for events in lowered for event in events)

    def _hand(self, person: Person, by: str, raised: bool, now: int) -> Events:
        if raised == (person.public.hand is not None):
            return ()
        public = person.change(person.state, hand=now if raised else None)
        event = e.HandRaised if raised else e.HandLowered
        return (event(*self._ledger.stamp(now, by), public),)

    def mute(self, by: str, participant: str, now: int) -> Events:
        """Silence somebody, until they switch their sound on again."""
        self._ledger.must(by, "mute")
        person = self._ledger.roster.find(participant)
        if person.state not in INSIDE:
            raise NotAllowed(f"mute is impossible for somebody who is {person.state}")
        return self._mute(person, by, now)

    def mute_all(self, by: str, now: int) -> Events:
        """Silence everybody who may be heard, but hosts and whoever says so."""
        self._ledger.must(by, "mute")
        publishing = [stream.participant for stream in self._ledger.streams.values()]
        # Who is about to publish, or to come back, must not be the one who speaks into the quiet.
        heard = dict.fromkeys([*publishing, *sorted(self._places.taken(now))])
        people = [self._ledger.roster.find(who) for who in heard if who != by]
        others = [person for person in people if person.public.role is not Role.HOST]
        return tuple(event for person in others for event in self._mute(person, by, now))

    def _mute(self, person: Person, by: str, now: int) -> Events:
        if person.public.muted:
            return ()
        public = person.change(person.state, muted=True)
        muted = e.ParticipantMuted(*self._ledger.stamp(now, by), public)
        streams = tuple(self._ledger.streams.values())
        loud = [s for s in streams if s.participant == public.id and s.audio]
        person.hushed = {stream.id for stream in loud}
        return (muted, *(self._switch(s, False, s.video, by, now) for s in loud))

    def _unmute(self, person: Person, stream: str, by: str, now: int) -> Events:
        """Somebody speaks again by one stream; the sound of their others comes back with it."""
        public = person.change(person.state, muted=False)
        unmuted = e.ParticipantUnmuted(*self._ledger.stamp(now, by), public)
        known = [self._ledger.streams.get(id) for id in sorted(person.hushed - {stream})]
        person.hushed.clear()
        return (unmuted, *(self._switch(s, True, s.video, by, now) for s in known if s))

    def stream_state(self, by: str, stream: str, audio: bool, video: bool, now: int) -> Events:
        """Somebody switches sound or picture of their own stream."""
        person = self._ledger.must(by, "stream_state")
        mine = self._ledger.streams.get(stream)
        if mine is None or mine.participant != by:
            raise NotFound("you publish no such stream")
        unmutes = audio and person.public.muted
        unmuted = self._unmute(person, stream, by, now) if unmutes else ()
        if (mine.audio, mine.video) == (audio, video):
            return unmuted
        return (*unmuted, self._switch(mine, audio, video, by, now))

    def _switch(self, stream: Stream, audio: bool, video: bool, by: str, now: int) -> e.Event:
        changed = replace(stream, audio=audio, video=video)
        self._ledger.put_stream(changed, now)
        return e.StreamChanged(*self._ledger.stamp(now, by), changed)

    def react(self, by: str, reaction: str, now: int) -> Events:
        """Somebody sends a reaction."""
        self._ledger.must(by, "react")
        return (e.Reacted(*self._ledger.stamp(now, by), reaction),)
