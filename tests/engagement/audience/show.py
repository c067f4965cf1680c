"""A webinar that took place, for the tests of what is said of it afterwards.

Alice hosts, Piet presents. Bob and Carol agreed to capture (Bob to attention, too), Dan to nothing.
Gil walked in, Eve did not come, Fay wants the recording, Hal was denied, Ivy cancelled but had
the link still open. The show is ten minutes long, with three slides, a quiz and a scale.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from engagement.audience import AudienceReport, Guest, Occasion, PlannedItem, Weights
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from tests.engagement.cast import ALICE, MEETING, ORG, START
from tests.engagement.play import (
    ALICE_HOST,
    SLIDES,
    VERSION,
    Person,
    Room,
    Tab,
    agrees,
    comes,
    goes,
)

MINUTE = 60_000
PIET = Person("piet", "presenter", name="Prof. Piet")
OCCASION = Occasion(
    org=ORG,
    meeting=MEETING,
    title="Tolerability in the long run",
    planned_start=START - MINUTE,
    planned_end=START + 9 * MINUTE,
    zone="Europe/Berlin",
    state="ended",
    agenda=(PlannedItem("Welcome", 2, "Alice"), PlannedItem("The data", 8, "Prof. Piet")),
    crew=frozenset({ALICE, "piet"}),
    states=(("approved", 6), ("denied", 1), ("cancelled", 1)),
)


def guest(id: str, name: str) -> Guest:
    """Somebody with a seat who signed up the day before."""
    return Guest(
        participant=id,
        name=name,
        email=f"{id}@clinic.example.org",
        hcp=None,
        country="DE",
        specialty="Cardiology",
        registered_at=START - 86_400_000,
        seated=True,
    )


GUESTS = (
    guest("bob", "Dr Bob"),
    guest("carol", "Dr Carol"),
    guest("dan", "Dr Dan"),
    guest("eve", "Dr Eve"),
    replace(guest("fay", "Dr Fay"), excused=True),
    replace(guest("gil", "Dr Gil"), registered_at=START + 3 * MINUTE, country="AT"),
    replace(guest("hal", "Dr Hal"), seated=False),
    replace(guest("ivy", "Dr Ivy"), seated=False),
)


async def play(books: EngagementStore) -> None:
    """The whole show, from the rehearsal to the end."""
    room = Room(books)
    await _rehearse(books, room)
    await come(books)
    await room.says("meeting.started", 0)
    await room.says("agenda.started", 0, item=0, title="Welcome", minutes=2, started=True)
    await room.shows(1, 3 * MINUTE)
    await room.says("agenda.started", 3 * MINUTE, item=1, title="The data", minutes=8, started=True)
    await _talk(room)
    await _vote(room)
    await room.shows(2, 6 * MINUTE)
    await _look(books)
    await goes(books, "dan-1", 4 * MINUTE)
    await room.says("meeting.ended", 10 * MINUTE, reason="host")
    await books.reports.close(ORG, MEETING, START + 10 * MINUTE)


async def _rehearse(books: EngagementStore, room: Room) -> None:
    await books.content.register(ORG, VERSION, SLIDES, START)
    await comes(books, ALICE_HOST, -30 * MINUTE)
    await comes(books, PIET, -20 * MINUTE)
    await room.shows(2, -10 * MINUTE)
    await room.shows(0, -5 * MINUTE)


async def come(books: EngagementStore) -> None:
    await agrees(books, Person("bob"), ConsentKind.CAPTURE, ConsentKind.ATTENTION)
    for who in ("carol", "gil", "ivy"):
        await agrees(books, Person(who), ConsentKind.CAPTURE)
    await agrees(books, Person("dan"))
    for who, at in (("bob", 0), ("carol", MINUTE), ("dan", 0), ("ivy", 9 * MINUTE)):
        await comes(books, Person(who), at)
    await comes(books, Person("bob"), 2 * MINUTE, "bob-2")
    await comes(books, Person("gil"), 5 * MINUTE)


async def _talk(room: Room) -> None:
    await room.says("question.asked", 4 * MINUTE, "bob", question="q1", text="How often?")
    await room.says("question.asked", 4 * MINUTE, "carol", question="q2", text="How often, please?")
    await room.says("question.asked", 4 * MINUTE, question="q3", text="Is it safe?", anonymous=True)
    await room.says("question.asked", 4 * MINUTE, "dan", question="q4", text="Not kept")
    await room.says("question.voted", 5 * MINUTE, "gil", question="q3", up=True)
    await room.says("question.voted", 5 * MINUTE, "bob", question="q3", up=True)
    await room.says("question.voted", 5 * MINUTE, "bob", question="q3", up=False)
    await room.says("question.voted", 5 * MINUTE, "gil", question="q2", up=True)
    await room.says("question.voted", 5 * MINUTE, "piet", question="q1", up=True)
    await room.says("question.answered", 7 * MINUTE, question="q1", how="written", text="Daily")
    await room.says("question.answered", 8 * MINUTE, question="q3", how="live")
    await room.says("chat.posted", 5 * MINUTE, "gil", message="m1", text="Hello")
    for at in (1, 2, 3):
        await room.says("reaction.sent", at * MINUTE, "carol", reaction="clap")
    await room.says("reaction.sent", MINUTE, reaction="heart")
    await room.says("hand.raised", 6 * MINUTE, "gil")
    await room.says("question.merged", 6 * MINUTE, question="q2", into="q1")
    link = "https://example.org/trial"
    await room.says("announcement.made", 6 * MINUTE, announcement="n1", text="Read", link=link)
    await room.says("announcement.made", 6 * MINUTE, announcement="n2", text="Wait", link=None)
    await room.says("material.opened", 20 * MINUTE, "bob", title="Handout", version="v1")


async def _vote(room: Room) -> None:
    await _poll(room, 5, "open", "p1", "single", ["5", "10"], [1])
    await room.says("poll.answered", 6 * MINUTE, "bob", poll="p1", choices=[0])
    await room.says("poll.answered", 6 * MINUTE + 1, "bob", poll="p1", choices=[1])
    await room.says("poll.answered", 6 * MINUTE, "gil", poll="p1", choices=[0])
    await room.says("poll.answered", 6 * MINUTE, "dan", poll="p1", choices=[1])
    await room.says("poll.answered", 6 * MINUTE, ALICE, poll="p1", choices=[1])
    await _poll(room, 7, "closed", "p1", "single", ["5", "10"], [1])
    await _poll(room, 8, "open", "p2", "scale", ["1", "2", "3"], None)
    await room.says("poll.answered", 8 * MINUTE, "bob", poll="p2", choices=[2])
    await room.says("poll.answered", 8 * MINUTE, "carol", poll="p2", choices=[1])


async def _poll(
    room: Room,
    minute: int,
    state: str,
    poll: str,
    kind: str,
    options: list[str],
    correct: list[int] | None,
) -> None:
    told: dict[str, Any] = {"question": f"Of {poll}?", "options": options, "correct": correct}
    told |= {"poll": poll, "state": state, "kind": kind}
    await room.says("poll.moved", minute * MINUTE, ALICE, None, **told)


async def _look(books: EngagementStore) -> None:
    bob = Tab(Person("bob"))
    bob.looked(0, 0, 3 * MINUTE)
    bob.happened("attention.hidden", 4 * MINUTE)
    bob.happened("attention.shown", 6 * MINUTE)
    bob.looked(2, 6 * MINUTE, 4 * MINUTE)
    await bob.send(books, 10 * MINUTE)
    carol = Tab(Person("carol"), session="6a1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a02")
    carol.looked(0, MINUTE, 2 * MINUTE)
    carol.looked(1, 3 * MINUTE, 1_000)
    carol.happened("link.clicked", 9 * MINUTE, values={"announcement": "n1"})
    carol.happened("link.clicked", 9 * MINUTE + 1, values={"announcement": "n1"})
    await carol.send(books, 10 * MINUTE)


async def report(
    books: EngagementStore,
    guests: Sequence[Guest] = GUESTS,
    occasion: Occasion = OCCASION,
    *,
    now: int = START + 20 * MINUTE,
) -> AudienceReport:
    """The report of the show."""
    return await books.audiences.report(occasion, guests, Weights(), now)
