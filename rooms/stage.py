"""The stage of a room: the slide that is shown, who is looked at, and what is published."""

from __future__ import annotations

from dataclasses import replace

from rooms import events as e
from rooms.deck import Position
from rooms.errors import NoSuchSlide, NotAllowed, NotInRoom, ScreenTaken
from rooms.ledger import Events, Ledger
from rooms.people import Kind, Presence, Rating, Stream
from rooms.places import Places
from rooms.roles import MAY, Role, State
from rooms.roster import Person
from rooms.snapshot import rating_key


class Stage:
    """What is seen."""

    def __init__(self, ledger: Ledger, places: Places) -> None:
        self._ledger = ledger
        self._places = places

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

    def see(self, participant: str, presence: Presence) -> bool:
        """Note what somebody looks at. Volatile: no event. Returns whether that is news.

        Raises RoomIsOver, NotInRoom.
        """
        self._ledger.must_live()
        person = self._ledger.roster.get(participant)
        if person is None or person.state is not State.PRESENT:
            raise NotInRoom("only somebody who is in the room can do this")
        news = self._ledger.presence.get(participant) != presence
        self._ledger.presence[participant] = presence
        return news

    def hear(self, participant: str | None) -> bool:
        """Note who speaks. Volatile: no event. Returns whether that is news."""
        person = self._ledger.roster.get(participant) if participant is not None else None
        heard = person is not None and person.on_stage and not _unseen(person)
        speaking = participant if heard else None
        if speaking == self._ledger.speaking:
            return False
        self._ledger.speaking = speaking
        return True

    def pin(self, by: str, participant: str | None, now: int) -> Events:
        """Make somebody the main face for everybody, or nobody. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "pin")
        person = None if participant is None else self._ledger.roster.find(participant)
        if person is not None and (not person.on_stage or _unseen(person)):
            raise NotAllowed("only somebody whom everybody sees can be pinned")
        if participant == self._ledger.pinned:
            return ()
        self._ledger.pinned = participant
        return (e.SpeakerPinned(*self._ledger.stamp(now, by), participant),)

    # -- streams ---------------------------------------------------------------------------

    def may_publish(self, by: str, kind: Kind) -> Person:
        """Who publishes. Raises RoomIsOver, NotInRoom, NotAllowed, ScreenTaken.

        Somebody reconnecting may: media often finds its way back before the socket does.
        """
        self._ledger.must_live()
        person = self._ledger.roster.get(by)
        if person is None or not person.on_stage:
            raise NotInRoom("only somebody who is in the room can do this")
        if self._ledger.plan.webinar and person.public.role is Role.ATTENDEE:
            raise NotAllowed("only the crew, and whom it brings on stage, is seen and heard")
        if person.public.role not in MAY[f"publish_{kind}"]:
            raise NotAllowed(f"a {person.public.role} may not publish a {kind}")
        if kind == "screen" and person.public.role is not Role.HOST:
            self._must_not_cover_a_host(by)
        return person

    def _must_not_cover_a_host(self, by: str) -> None:
        for stream in self._ledger.streams.values():
            sharing = self._ledger.roster.find(stream.participant).public
            if stream.kind == "screen" and sharing.id != by and sharing.role is Role.HOST:
                raise ScreenTaken(f"{sharing.name} is sharing a screen now")

    def claim(self, by: str, kind: Kind, now: int) -> Events:
        """Give somebody what publishing takes, before media is answered: a camera has a place.

        Raises StageFull, and what ``may_publish`` raises.
        """
        person = self.may_publish(by, kind)
        return self._places.take(person, now) if kind == "camera" else ()

    def unclaim(self, by: str, kind: Kind) -> None:
        """Nothing follows that claim: the offer was refused."""
        if kind == "camera":
            self._places.give_back(by)

    def publish(self, stream: Stream, now: int) -> Events:
        """A stream flows; it replaces another of the same person and kind, or anybody's screen.

        Raises what ``claim`` raises.
        """
        if stream.id in self._ledger.streams:
            return ()
        gave_way = self.claim(stream.participant, stream.kind, now)
        person = self._ledger.roster.find(stream.participant)
        ended = [self._ledger.end_stream(old, now) for old in self._replaced_by(stream)]
        self._places.free(stream.participant)
        stream = replace(stream, backstage=person.public.backstage)
        if person.public.muted and stream.audio:
            person.hushed.add(stream.id)
            stream = replace(stream, audio=False)
        self._ledger.put_stream(stream, now)
        started = e.StreamStarted(*self._ledger.stamp(now, stream.participant), stream)
        return (*gave_way, *ended, started)

    def _replaced_by(self, stream: Stream) -> list[Stream]:
        """There is one screen in a room, and one camera for each person."""
        same = [s for s in self._ledger.streams.values() if s.kind == stream.kind]
        return [s for s in same if s.kind == "screen" or s.participant == stream.participant]

    def unpublish(self, stream: str, now: int) -> Events:
        """A stream is gone; the place of who published it is kept for a while."""
        known = self._ledger.streams.get(stream)
        if known is None:
            return ()
        if known.kind == "camera":
            self._places.keep(known.participant, now)
        return (self._ledger.end_stream(known, now),)


def _unseen(person: Person) -> bool:
    """Whether some of those who are in may not be told of this person."""
    return person.public.backstage or person.public.private
