"""The cast and the props of room tests: Alice hosts, Bob is in, Carol waits, Dan never came."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from rooms import (
    Audience,
    Deck,
    Identity,
    Plan,
    Position,
    Role,
    Room,
    RoomError,
    Slide,
    Snapshot,
    apply,
    project,
)
from rooms.ledger import Events
from rooms.programme import AgendaItem
from rooms.roles import audience_of

ALICE = Identity("alice", "Alice", Role.HOST)
BOB = Identity("bob", "Bob", Role.ATTENDEE)
CAROL = Identity("carol", "Carol", Role.ATTENDEE)
DAN = Identity("dan", "Dan", Role.ATTENDEE)
PAUL = Identity("paul", "Paul", Role.PRESENTER)
MONA = Identity("mona", "Mona", Role.MODERATOR)
EVA = Identity("eva", "Eva", Role.PANELIST)

NOW = 1_790_000_000_000

DECK = Deck(
    version="v1",
    deck="cardio",
    title="Cardio",
    slides=(
        Slide(0, "intro", "Welcome", notes="Smile"),
        Slide(1, "efficacy", "Efficacy", steps=3, topic="efficacy", key_message="It works"),
        Slide(2, "safety", "Safety", mandatory=True),
    ),
)
PLAN = Plan("A talk about hearts", (DECK,), planned_minutes=30)
FIRST = Position("v1", 0)
SECOND = Position("v1", 1, 2)


SHOW = Plan(
    "Hearts, for many",
    (DECK,),
    60,
    lobby=False,
    webinar=True,
    names_shown=False,
    anonymous=True,
    moderated=True,
    agenda=(AgendaItem(5, "Welcome"), AgendaItem(40, "Data", "Eva"), AgendaItem(15, "Questions")),
)


def new_room(plan: Plan = PLAN) -> Room:
    """A room that nobody has come to."""
    return Room("heart", plan, NOW)


def staged_room(plan: Plan = PLAN) -> Room:
    """Alice hosts, Bob is in, Carol waits in the lobby."""
    room = new_room(plan)
    room.door.join(ALICE, "a1", "desktop", NOW)
    room.door.join(BOB, "b1", "phone", NOW + 1)
    room.door.admit("alice", "bob", NOW + 2)
    room.door.join(CAROL, "c1", None, NOW + 3)
    return room


def check(room: Room, action: Callable[[], Events], *followers: str) -> Events:
    """A browser that follows events sees the same room as a newcomer; for both audiences."""
    stale = {me: room.snapshot(me) for me in followers or ("alice", "bob")}
    events = action()
    for me, snapshot in stale.items():
        for event in events:
            snapshot = apply(snapshot, project(event, audience_of(snapshot.role), me))
        assert settled(snapshot) == settled(room.snapshot(me)), me
    return events


def settled(snapshot: Snapshot) -> Snapshot:
    """The snapshot without the counts that tallies bring: votes, and answers to shown polls."""
    audience = audience_of(snapshot.role)
    if audience is Audience.HOSTS:
        return snapshot
    polls = tuple(replace(p, answered=0, results=(), texts=()) for p in snapshot.polls)
    if audience is Audience.CREW:
        return replace(snapshot, polls=polls)
    questions = tuple(replace(q, votes=0) for q in snapshot.questions)
    return replace(snapshot, polls=polls, questions=questions)


def kinds(events: Events) -> list[str]:
    """What happened, in one word each."""
    return [event.kind for event in events]


def refused(error: type[RoomError], room: Room, action: Callable[[], object]) -> None:
    """The action is refused, and nothing has changed for anybody."""
    before = (room.snapshot("alice"), room.next_timeout())
    with pytest.raises(error):
        action()
    assert (room.snapshot("alice"), room.next_timeout()) == before
