"""The journal: what happens in the room is in the engagement store, once, with its place."""

import asyncio
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from engagement.dump import dump
from engagement.kinds import KINDS, ConsentKind, Source
from rooms import Plan, Room
from signaling.clerk import Clerk
from signaling.journal import Journal
from signaling.seams import Fact
from tests.support.golden import SHOW_STORY, STORY, Step
from tests.support.stage import NOW, PLAN, SHOW, new_room
from tests.support.venue import ROOM, Venue


async def told(venue: Venue, count: int) -> list[dict[str, Any]]:
    """What the store has from the room, as soon as it is that much."""
    async with asyncio.timeout(5):
        while True:
            rows = [row async for row in dump(venue.store, meeting=ROOM)]
            rows = [row for row in rows if row["session"] == "server"]
            if len(rows) >= count:
                return rows
            await asyncio.sleep(0.01)


async def test_a_meeting_is_told(venue: Venue) -> None:
    """Coming, slides with their proof, questions with their place, going, the end."""
    await venue.agree(ConsentKind.CAPTURE)
    async with venue.inside("alice", "bob") as (alice, bob):
        await alice.send("show", version="v1", slide=1, step=2)
        await alice.send("rate_slide", version="v1", slide=1, reaction="positive")
        await bob.send("ask", id="q1", text="Why?")
        await bob.send("react", reaction="clap")
        await bob.send("leave")
        await alice.send("end")
        rows = await told(venue, 9)
    assert [(row["kind"], row["participant"]) for row in rows] == [
        ("participant.joined", "alice"),
        ("meeting.started", "alice"),
        ("participant.joined", "bob"),
        ("slide.shown", "alice"),
        ("slide.reaction", "alice"),
        ("question.asked", "bob"),
        ("reaction.sent", "bob"),
        ("participant.left", "bob"),
        ("meeting.ended", "alice"),
    ]
    shown, _, asked = rows[3:6]
    assert shown["values"] == {"deck": "cardio", "sha256": "sha-of-v1"}
    place = ("v1", 1, "efficacy", 2)
    for row in (shown, asked):
        assert (row["version"], row["slide"], row["slide_key"], row["step"]) == place
    assert asked["hcp"] == "hcp-bob" and asked["interaction"]


async def test_without_consent_only_coming_and_going(venue: Venue) -> None:
    """The rule of consent holds for what the room tells of a person, too."""
    async with venue.inside("alice", "bob") as (alice, bob):
        await bob.send("ask", id="q1", text="Why?")
        await bob.send("raise_hand", raised=True)
        await bob.send("leave")
        await alice.send("end")
        rows = await told(venue, 5)
    of_bob = [row["kind"] for row in rows if row["participant"] == "bob"]
    assert of_bob == ["participant.joined", "participant.left"]


async def test_the_lobby_is_no_attendance(venue: Venue) -> None:
    """Who waited and went was not there."""
    async with venue.inside("alice") as (alice,), venue.browser("carol") as carol:
        await carol.join()
        await carol.send("leave")
        await alice.send("end")
        rows = await told(venue, 3)
    assert {row["participant"] for row in rows} == {"alice"}


class Notebook(Clerk):
    """A clerk that keeps what it is told."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def fact(self, fact: Fact) -> None:
        self.facts.append(fact)


def story(clerk: Clerk, plan: Plan = PLAN, steps: list[Step] = STORY) -> Room:
    """Everything that can happen in a meeting, told to the journal."""
    room, journal = new_room(plan), Journal("org", clerk)
    for number, step in enumerate(steps):
        for event in step(room, NOW + number):
            journal.note(room, event)
    return room


def test_every_kind_of_the_server_is_told() -> None:
    """What ENGAGEMENT.md says that rooms report, they report."""
    notes = Notebook()
    story(notes)
    story(notes, SHOW, SHOW_STORY)
    wanted = {kind.name for kind in KINDS.values() if kind.source is Source.SERVER}
    wanted -= {"quality.measured"}  # The gauge tells it: it is measured, not an event of the room.
    wanted -= {"survey.answered", "material.opened"}  # Pages tell them, when the room is over.
    wanted -= {"material.downloaded"}  # The page of the download tells it.
    assert {fact.kind for fact in notes.facts} == wanted


def test_told_twice_is_told_once() -> None:
    """The ids are made of meeting and number, so that a second telling adds nothing."""
    first, second = Notebook(), Notebook()
    story(first)
    story(second)
    assert first.facts == second.facts
    assert len({fact.id for fact in first.facts}) == len(first.facts)
    fact = first.facts[0]
    assert fact.id == str(uuid5(NAMESPACE_OID, f"heart:{fact.seq}"))
