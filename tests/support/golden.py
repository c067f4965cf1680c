"""Cases that prove two implementations of ``apply`` equal: the room's and the browser's.

``python -m tests.support.golden`` writes ``tests/rooms/golden.json``:
``{cases: [{name, snapshot, event, expected}]}``, everything as it goes over the wire.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from rooms import (
    Deck,
    Identity,
    Phase,
    Plan,
    Position,
    Presence,
    Role,
    Room,
    Slide,
    Snapshot,
    State,
    Stream,
    apply,
    project,
)
from rooms.events import dump
from rooms.ledger import Events
from rooms.polls import Answer, Poll
from rooms.roles import audience_of
from tests.support.stage import (
    ALICE,
    BOB,
    CAROL,
    DAN,
    EVA,
    MONA,
    NOW,
    PAUL,
    PLAN,
    SECOND,
    SHOW,
    new_room,
)

GOLDEN = Path("tests/rooms/golden.json")

Step = Callable[[Room, int], Events]

STORY: list[Step] = [
    lambda r, t: r.door.join(CAROL, "c1", None, t),
    lambda r, t: r.door.join(ALICE, "a1", "desktop", t),
    lambda r, t: r.door.join(BOB, "b1", "phone", t),
    lambda r, t: r.door.admit_all("alice", t),
    lambda r, t: r.stage.show("alice", Position("v1", 0), "sha", t),
    lambda r, t: r.stage.show("alice", replace(SECOND, state={"tab": "b", "n": 1}), "sha", t),
    lambda r, t: r.stage.rate_slide("alice", "v1", 1, "positive", t),
    lambda r, t: r.stage.rate_slide("alice", "v1", 2, "neutral", t),
    lambda r, t: r.stage.rate_slide("alice", "v1", 1, None, t),
    lambda r, t: r.stage.publish(Stream("s1", "alice", "camera", True, True), t),
    lambda r, t: r.stage.publish(Stream("s2", "bob", "camera", True, True), t),
    lambda r, t: r.stage.publish(Stream("s3", "alice", "screen", False, True), t),
    lambda r, t: r.floor.stream_state("bob", "s2", False, True, t),
    lambda r, t: r.stage.publish(Stream("s4", "alice", "camera", True, True), t),
    lambda r, t: r.stage.unpublish("s3", t),
    lambda r, t: r.floor.stream_state("bob", "s2", True, True, t),
    lambda r, t: r.floor.mute("alice", "bob", t),
    lambda r, t: r.floor.stream_state("bob", "s2", True, True, t),
    lambda r, t: r.floor.mute_all("alice", t),
    lambda r, t: r.stage.pin("alice", "bob", t),
    lambda r, t: r.stage.pin("alice", "alice", t),
    lambda r, t: r.floor.raise_hand("bob", True, t),
    lambda r, t: r.floor.lower_hand("alice", "bob", t),
    lambda r, t: r.talk.chat("bob", "m1", "Grüße \U0001f44b <b>&", t),
    lambda r, t: r.talk.ask("bob", "q1", "Why?", t),
    lambda r, t: r.talk.ask("carol", "q2", "How?", t),
    lambda r, t: r.talk.answer("alice", "q1", "written", "Because.", t),
    lambda r, t: r.floor.react("bob", "heart", t),
    lambda r, t: r.door.lock("alice", True, t),
    lambda r, t: r.door.lock("alice", False, t),
    lambda r, t: r.door.join(DAN, "d1", "tablet", t),
    lambda r, t: r.door.refuse("alice", "dan", "Wrong hour", t),
    lambda r, t: r.door.admit("alice", "dan", t),
    lambda r, t: r.stage.pin("alice", "dan", t),
    lambda r, t: r.door.hold("alice", "dan", True, t),
    lambda r, t: r.door.hold("alice", "dan", False, t),
    lambda r, t: r.door.remove("alice", "dan", True, t),
    lambda r, t: r.door.join(PAUL, "p1", "desktop", t),
    lambda r, t: r.door.join(MONA, "m1", "desktop", t),
    lambda r, t: r.stage.publish(Stream("s5", "paul", "screen", True, True), t),
    lambda r, t: r.stage.publish(Stream("s6", "alice", "screen", True, True), t),
    lambda r, t: r.stage.pin("alice", "bob", t),
    lambda r, t: r.stage.pin("alice", None, t),
    lambda r, t: r.stage.pin("alice", "bob", t),
    lambda r, t: r.door.lose("bob", "b1", t),
    lambda r, t: r.door.join(BOB, "b2", "phone", t),
    lambda r, t: r.door.leave("carol", "c1", t),
    lambda r, t: r.door.join(CAROL, "c2", "desktop", t),
    lambda r, t: r.door.leave("carol", "c2", t),
    lambda r, t: r.door.leave("bob", "b2", t),
    lambda r, t: r.stage.pin("alice", "paul", t),
    lambda r, t: r.end("alice", t),
]
POLL = Poll("p1", "single", "Does it?", ("Yes", "No"), correct=(0,))
SHOW_STORY: list[Step] = [
    lambda r, t: r.door.join(ALICE, "a1", "desktop", t),
    lambda r, t: r.door.join(BOB, "b1", "phone", t),
    lambda r, t: r.door.join(EVA, "e1", "desktop", t),
    lambda r, t: r.stage.publish(Stream("s1", "eva", "camera", True, True), t),
    lambda r, t: r.show.go_live("alice", 10_000, t),
    lambda r, t: r.show.stop_countdown("alice", t),
    lambda r, t: r.show.go_live("alice", 0, t),
    lambda r, t: r.run_sheet.start("alice", 0, True, t),
    lambda r, t: r.run_sheet.start("alice", 2, True, t),
    lambda r, t: r.run_sheet.start("alice", 2, False, t),
    lambda r, t: r.door.join(MONA, "m1", "desktop", t),
    lambda r, t: r.stage.publish(Stream("s2", "mona", "camera", True, True), t),
    lambda r, t: r.show.set_backstage("alice", "mona", False, t),
    lambda r, t: r.stage.pin("alice", "eva", t),
    lambda r, t: r.show.set_backstage("eva", "eva", True, t),
    lambda r, t: r.floor.stream_state("eva", "s1", False, True, t),
    lambda r, t: r.show.set_backstage("mona", "eva", False, t),
    lambda r, t: r.door.join(CAROL, "c1", "phone", t),
    lambda r, t: r.floor.raise_hand("bob", True, t),
    lambda r, t: r.floor.raise_hand("carol", True, t),
    lambda r, t: r.floor.lower_all_hands("mona", t),
    lambda r, t: r.show.invite("alice", "carol", True, t),
    lambda r, t: r.show.answer_invitation("carol", True, t),
    lambda r, t: r.stage.publish(Stream("s3", "carol", "camera", True, True), t),
    lambda r, t: r.show.demote("mona", "carol", t),
    lambda r, t: r.show.invite("alice", "bob", True, t),
    lambda r, t: r.show.answer_invitation("bob", False, t),
    lambda r, t: r.talk.ask("bob", "q1", "Why?", t, anonymous=True),
    lambda r, t: r.talk.ask("carol", "q2", "Why so?", t),
    lambda r, t: r.talk.open_question("alice", "q1", t),
    lambda r, t: r.talk.open_question("alice", "q2", t),
    lambda r, t: r.talk.assign_question("mona", "q1", "eva", t),
    lambda r, t: r.talk.vote("bob", "q2", True, t),
    lambda r, t: r.talk.vote("eva", "q2", True, t),
    lambda r, t: r.talk.vote("bob", "q2", False, t),
    lambda r, t: r.talk.merge_questions("mona", "q2", "q1", t),
    lambda r, t: r.talk.vote("eva", "q1", False, t),
    lambda r, t: r.talk.separate_question("mona", "q2", t),
    lambda r, t: r.talk.vote("eva", "q2", True, t),
    lambda r, t: r.talk.merge_questions("mona", "q2", "q1", t),
    lambda r, t: r.talk.take_question("eva", "q1", True, t),
    lambda r, t: r.talk.answer("alice", "q1", "written", "So.", t),
    lambda r, t: r.talk.open_question("alice", "q1", t),
    lambda r, t: r.talk.ask("bob", "q3", "Rude", t),
    lambda r, t: r.talk.answer("mona", "q3", "dismissed", "Not here", t),
    lambda r, t: r.talk.ask("carol", "q4", "Mine?", t),
    lambda r, t: r.talk.take_question("mona", "q4", True, t),
    lambda r, t: r.talk.answer("mona", "q4", "written", "Yours.", t, whispered=True),
    lambda r, t: r.talk.chat_mode("alice", "hosts", t, 10),
    lambda r, t: r.talk.chat("bob", "m1", "For the hosts", t),
    lambda r, t: r.talk.chat("carol", "m2", "Mine, too", t),
    lambda r, t: r.talk.chat("eva", "m3", "Among us", t, "crew"),
    lambda r, t: r.talk.chat_mode("alice", "all", t),
    lambda r, t: r.talk.chat("carol", "m4", "Hello", t),
    lambda r, t: r.talk.remove_message("mona", "m4", t),
    lambda r, t: r.talk.announce("alice", "a1", "Slides to take home", "https://x.example", t),
    lambda r, t: r.talk.announce("alice", "a2", "Soon", "", t, 60_000),
    lambda r, t: r.talk.remove_announcement("mona", "a2", t),
    lambda r, t: r.pauses.begin("alice", 300_000, t),
    lambda r, t: r.pauses.end("alice", t),
    lambda r, t: r.pauses.begin("alice", 1_000, t, ends=True),
    lambda r, t: r.tick(t),
    lambda r, t: r.door.lose("alice", "a1", t),
    lambda r, t: r.door.join(ALICE, "a2", "desktop", t),
    lambda r, t: r.show.appoint("mona", Role.PRESENTER, t),
    lambda r, t: r.show.appoint("mona", Role.MODERATOR, t),
    lambda r, t: r.polling.save("alice", POLL, t),
    lambda r, t: r.polling.save("alice", replace(POLL, question="Really?"), t),
    lambda r, t: r.polling.save("mona", replace(POLL, id="p2"), t),
    lambda r, t: r.polling.remove("mona", "p2", t),
    lambda r, t: r.polling.move("alice", "p1", "open", t),
    lambda r, t: r.polling.answer("bob", "p1", Answer((1,)), t),
    lambda r, t: r.polling.answer("carol", "p1", Answer((0,)), t),
    lambda r, t: r.polling.answer("bob", "p1", Answer((0,)), t),
    lambda r, t: r.polling.move("alice", "p1", "closed", t),
    lambda r, t: r.polling.show("alice", "p1", True, t),
    lambda r, t: r.polling.show("alice", "p1", False, t),
    lambda r, t: r.end("alice", t),
]
FOLLOWERS = (ALICE, BOB)
SHOW_FOLLOWERS = (ALICE, BOB, EVA)
SLIDES = tuple(Slide(number, f"s{number}", "", steps=3, notes="Smile") for number in range(3))
SHELF = Deck("v1", "cardio", "Cardio", SLIDES)


def pairs() -> Iterator[tuple[str, Snapshot, Events]]:
    """A follower's snapshot, and the events that come after it, over the whole story."""
    yield from _pairs(PLAN, STORY, FOLLOWERS)
    yield from _pairs(SHOW, SHOW_STORY, SHOW_FOLLOWERS)


def _pairs(
    plan: Plan, story: list[Step], followers: tuple[Identity, ...]
) -> Iterator[tuple[str, Snapshot, Events]]:
    room = new_room(replace(plan, decks=(SHELF,)))
    for number, step in enumerate(story):
        before = [room.view(who.id, who.role) for who in followers]
        events = step(room, NOW + 1_000 * number)
        yield from ((snapshot.me, snapshot, events) for snapshot in before)
        if room.state_of("bob") is State.PRESENT and room.phase is Phase.LIVE:
            room.stage.see("bob", Presence(0, 0, "v1", True, 4))
            room.stage.hear("bob")


def cases() -> list[dict[str, object]]:
    """Every case, as plain data."""
    found: list[dict[str, object]] = []
    for me, snapshot, events in pairs():
        for event in events:
            told = project(event, audience_of(snapshot.role), me)
            after = apply(snapshot, told)
            name = f"{event.seq} {event.kind}, seen by {me}"
            found.append(
                {"name": name, "snapshot": snapshot, "event": dump(told), "expected": after}
            )
            snapshot = after
    return msgspec.json.decode(msgspec.json.encode(found), type=list[dict[str, object]])


if __name__ == "__main__":
    lines = ",\n".join(msgspec.json.encode(case).decode() for case in cases())
    GOLDEN.write_text(f'{{"cases": [\n{lines}\n]}}\n')
