"""The journal: the listener that turns room events into facts for the engagement store.

Rule 1: a fact's id is made of the meeting and the event's number, so that telling it twice (after
a crash the whole timeline is told again) is telling it once.
Rule 2: facts carry no wish about consent; ``Capture.journal`` knows who agreed to what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from rooms import Event, Position, Role, Room
from rooms import events as e
from rooms.roles import INSIDE
from signaling.clerk import Clerk
from signaling.seams import Fact

SERVER = "server"
"""Who did what nobody did, while no host has come."""


@dataclass(slots=True)
class _Context:
    """What the facts of a room need and its events do not carry."""

    org: str
    host: str = SERVER
    position: Position | None = None
    settled: set[str] = field(default_factory=set)
    """Questions that are answered or dismissed."""
    merged: set[str] = field(default_factory=set)
    """Questions that are put to another."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The part of a fact that differs from kind to kind."""

    kind: str
    values: Mapping[str, object] = field(default_factory=dict)
    place: Position | None = None
    who: str | None = None


class Journal:
    """Writes down what happens in one room."""

    def __init__(self, org: str, clerk: Clerk) -> None:
        self._clerk = clerk
        self._context = _Context(org)

    async def hear(self, room: Room, event: Event) -> None:
        """Write the event down, if the engagement store has a word for it."""
        self.note(room, event)

    def tell_again(self, room: Room, events: Iterable[Event]) -> None:
        """The same for what was before: after a crash, or when the room was put away."""
        for event in events:
            self.note(room, event, belated=True)

    def note(self, room: Room, event: Event, *, belated: bool = False) -> None:
        """The same as ``hear``, without waiting."""
        context = self._context
        if isinstance(event, e.ParticipantEvent) and event.participant.role is Role.HOST:
            context.host = event.participant.id if context.host == SERVER else context.host
        if isinstance(event, e.SlideShown):
            context.position = event.position
        make = _ROWS.get(type(event))
        row = make(event, context, room) if make else None
        if row is not None:
            self._clerk.fact(replace(_fact(room, event, context, row), belated=belated))


def _fact(room: Room, event: Event, context: _Context, row: _Row) -> Fact:
    fact = Fact(
        id=str(uuid5(NAMESPACE_OID, f"{room.id}:{event.seq}")),
        org=context.org,
        meeting=room.id,
        participant=row.who or event.by or context.host,
        seq=event.seq,
        kind=row.kind,
        at=event.at,
        values=row.values,
    )
    place = row.place
    if place is None:
        return fact
    return replace(
        fact,
        version=place.version,
        slide=place.slide,
        step=place.step,
        slide_key=_slide_key(room, place),
    )


def _slide_key(room: Room, place: Position) -> str | None:
    decks = [deck for deck in room.plan.decks if deck.holds(Position(place.version, place.slide))]
    return decks[0].slides[place.slide].key if decks else None


def _joined(event: e.ParticipantJoined, _context: _Context, _room: Room) -> _Row:
    person = event.participant
    values = {"role": str(person.role), "device": person.device}
    return _Row("participant.joined", values, who=person.id)


def _left(event: e.ParticipantLeft, _context: _Context, _room: Room) -> _Row | None:
    if event.was not in INSIDE:
        return None
    return _Row("participant.left", {"reason": event.reason}, who=event.participant.id)


def _removed(event: e.ParticipantRemoved, _context: _Context, _room: Room) -> _Row | None:
    if event.was not in INSIDE:
        return None
    return _Row("participant.left", {"reason": "removed"}, who=event.participant.id)


def _shown(event: e.SlideShown, _context: _Context, room: Room) -> _Row:
    decks = [deck.deck for deck in room.plan.decks if deck.version == event.position.version]
    values = {"deck": decks[0] if decks else "", "sha256": event.sha256}
    return _Row("slide.shown", values, place=event.position)


def _rated(event: e.SlideRated, _context: _Context, _room: Room) -> _Row:
    place = Position(event.version, event.slide)
    return _Row("slide.reaction", {"reaction": event.reaction}, place=place)


def _asked(event: e.QuestionAsked, context: _Context, _room: Room) -> _Row:
    question = event.question
    values: dict[str, object] = {"question": question.id, "text": question.text}
    who = None
    if question.anonymous:
        # Whoever asked without a name is not named here either: it is told of the host.
        values["anonymous"] = True
        who = context.host
    return _Row("question.asked", values, place=context.position, who=who)


def _answered(event: e.QuestionAnswered, context: _Context, _room: Room) -> _Row:
    question = event.question
    context.settled.add(question.id)
    values = {"question": question.id, "how": question.how, "text": question.answer}
    return _Row("question.answered", values, place=context.position)


def _posted(event: e.ChatPosted, context: _Context, _room: Room) -> _Row:
    values = {"message": event.message.id, "text": event.message.text}
    return _Row("chat.posted", values, place=context.position)


def _unposted(event: e.MessageRemoved, context: _Context, _room: Room) -> _Row:
    return _Row("chat.removed", {"message": event.message_id}, place=context.position)


def _told(event: e.Announced, context: _Context, _room: Room) -> _Row:
    told = event.announcement
    values = {
        "announcement": told.id,
        "text": told.text,
        "link": told.link or None,
        "download": told.download or None,
    }
    return _Row("announcement.made", values, place=context.position)


def _untold(event: e.AnnouncementRemoved, context: _Context, _room: Room) -> _Row | None:
    """Only what a host took back: that a time is over says nothing of what was offered."""
    if event.by is None:
        return None
    values = {"announcement": event.announcement_id}
    return _Row("announcement.removed", values, place=context.position)


def _changed(event: e.QuestionChanged, context: _Context, _room: Room) -> _Row | None:
    """Two became one or two again, or an answer was taken back: who tends what is no business of
    the store."""
    question, place = event.question, context.position
    values = {"question": question.id}
    if question.merged is not None and question.id not in context.merged:
        context.merged.add(question.id)
        return _Row("question.merged", values | {"into": question.merged}, place=place)
    if question.merged is None and question.id in context.merged:
        context.merged.remove(question.id)
        return _Row("question.separated", values, place=place)
    if question.state == "open" and question.id in context.settled:
        context.settled.remove(question.id)
        return _Row("question.reopened", values, place=place)
    return None


def _paused(_event: e.ShowPaused, context: _Context, _room: Room) -> _Row:
    return _Row("show.paused", place=context.position)


def _resumed(_event: e.ShowResumed, context: _Context, _room: Room) -> _Row:
    return _Row("show.resumed", place=context.position)


def _voted(event: e.QuestionVoted, context: _Context, _room: Room) -> _Row:
    values = {"question": event.question_id, "up": event.up}
    return _Row("question.voted", values, place=context.position)


def _poll_moved(event: e.PollMoved, context: _Context, _room: Room) -> _Row:
    poll = event.poll
    values = {
        "poll": poll.id,
        "state": poll.state,
        "kind": poll.kind,
        "question": poll.question,
        "options": list(poll.options),
        "correct": None if poll.correct is None else list(poll.correct),
    }
    return _Row("poll.moved", values, place=context.position)


def _polled(event: e.PollAnswered, context: _Context, _room: Room) -> _Row:
    values = {"poll": event.poll.id, "choices": list(event.choices), "text": event.text or None}
    return _Row("poll.answered", values, place=context.position)


def _reacted(event: e.Reacted, context: _Context, _room: Room) -> _Row:
    return _Row("reaction.sent", {"reaction": event.reaction}, place=context.position)


def _raised(event: e.HandRaised, context: _Context, _room: Room) -> _Row:
    return _Row("hand.raised", place=context.position, who=event.participant.id)


def _lowered(event: e.HandLowered, context: _Context, _room: Room) -> _Row:
    return _Row("hand.lowered", place=context.position, who=event.participant.id)


def _item_started(event: e.AgendaStarted, context: _Context, room: Room) -> _Row | None:
    if event.item >= len(room.plan.agenda):
        return None
    item = room.plan.agenda[event.item]
    values = {
        "item": event.item,
        "title": item.title,
        "minutes": item.minutes,
        "started": event.started is not None,
    }
    return _Row("agenda.started", values, place=context.position)


def _opened(_event: e.RoomOpened, _context: _Context, _room: Room) -> _Row:
    return _Row("meeting.started")


def _ended(event: e.RoomEnded, _context: _Context, _room: Room) -> _Row:
    return _Row("meeting.ended", {"reason": event.reason})


_ROWS: dict[type[Event], Callable[[Any, _Context, Room], _Row | None]] = {
    e.AgendaStarted: _item_started,
    e.RoomOpened: _opened,
    e.RoomEnded: _ended,
    e.ParticipantJoined: _joined,
    e.ParticipantLeft: _left,
    e.ParticipantRemoved: _removed,
    e.SlideShown: _shown,
    e.SlideRated: _rated,
    e.Reacted: _reacted,
    e.QuestionAsked: _asked,
    e.QuestionAnswered: _answered,
    e.ChatPosted: _posted,
    e.MessageRemoved: _unposted,
    e.Announced: _told,
    e.AnnouncementRemoved: _untold,
    e.QuestionChanged: _changed,
    e.ShowPaused: _paused,
    e.ShowResumed: _resumed,
    e.QuestionVoted: _voted,
    e.PollMoved: _poll_moved,
    e.PollAnswered: _polled,
    e.HandRaised: _raised,
    e.HandLowered: _lowered,
}
