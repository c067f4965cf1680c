"""The stage of a room: the slide that is shown, and the streams that are published."""

from __future__ import annotations

from rooms import events as e
from rooms.deck import Position
from rooms.errors import NoSuchSlide, NotAllowed, NotInRoom
from rooms.ledger import Events, Ledger
from rooms.people import Kind, Presence, Rating, Stream
from rooms.roles import MAY, State
from rooms.snapshot import rating_key


class Stage:
    """What is seen."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def may_show(self, by: str, position: Position) -> None:
        """Raise what ``show`` would raise; so that nobody asks the content gate in vain."""
        self._ledger.must(by, "show")
        self._must_hold(position)

    def show(self, by: str, position: Position, sha256: str, now: int) -> Events:
        """Move the stage to a place in a deck; ``sha256`` proves which content it was.

        Raises NoSuchSlide besides.
        """
        self.may_show(by, position)
        if position == self._ledger.position:
            return ()
        self._ledger.position = position
        return (e.SlideShown(*self._ledger.stamp(now, by), position, sha256),)

    def rate_slide(
        self, by: str, version: str, slide: int, reaction: Rating | None, now: int
    ) -> Events:
        """Note how a slide was received, or take the note back. Raises NoSuchSlide besides."""
        self._ledger.must(by, "rate_slide")
        self._must_hold(Position(version, slide))
        ratings, key = self._ledger.ratings, rating_key(version, slide)
        if ratings.get(key) == reaction:
            return ()
        ratings.pop(key, None)
        if reaction is not None:
            ratings[key] = reaction
        return (e.SlideRated(*self._ledger.stamp(now, by), version, slide, reaction),)

    def _must_hold(self, position: Position) -> None:
        if not any(deck.holds(position) for deck in self._ledger.plan.decks):
            raise NoSuchSlide("no deck of this meeting has that slide")

    def see(self, participant: str, presence: Presence) -> None:
        """Note what somebody looks at. Volatile: no event. Raises RoomIsOver, NotInRoom."""
        self._ledger.must_live()
        person = self._ledger.roster.get(participant)
        if person is None or person.state is not State.PRESENT:
            raise NotInRoom("only somebody who is in the room can do this")
        self._ledger.presence[participant] = presence

    def may_publish(self, by: str, kind: Kind) -> None:
        """Raise when this person may not publish this. Raises RoomIsOver, NotInRoom, NotAllowed.

        Somebody reconnecting may: media often finds its way back before the socket does.
        """
        self._ledger.must_live()
        person = self._ledger.roster.get(by)
        if person is None or person.state not in (State.PRESENT, State.RECONNECTING):
            raise NotInRoom("only somebody who is in the room can do this")
        if person.public.role not in MAY[f"publish_{kind}"]:
            raise NotAllowed(f"a {person.public.role} may not publish a {kind}")

    def publish(self, stream: Stream, now: int) -> Events:
        """A stream flows; it replaces another of the same person and kind."""
        self.may_publish(stream.participant, stream.kind)
        if stream.id in self._ledger.streams:
            return ()
        mine = [s for s in self._ledger.streams.values() if s.participant == stream.participant]
        ended = [self._ledger.end_stream(s, now) for s in mine if s.kind == stream.kind]
        self._ledger.streams[stream.id] = stream
        return (*ended, e.StreamStarted(*self._ledger.stamp(now, stream.participant), stream))

    def unpublish(self, stream: str, now: int) -> Events:
        """A stream is gone."""
        known = self._ledger.streams.get(stream)
        return (self._ledger.end_stream(known, now),) if known else ()
