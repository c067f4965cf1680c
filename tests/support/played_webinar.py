"""A webinar that is played at random: what people try, what their browsers keep."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import strategies as st

from rooms import Event, Identity, Position, Role, RoomError
from rooms import Room as Hall
from rooms import events as e
from rooms.ledger import Events
from rooms.polls import Answer, Poll
from signaling.clerk import Clerk
from signaling.journal import Journal
from signaling.seams import Fact
from tests.engagement.cast import ALICE, ORG, START
from tests.engagement.play import Person, Tab
from tests.support.stage import SHOW

PEOPLE = ("ann", "ben", "cem", "dia")
NOBODY = "eve"
"""Signed up, and never comes."""
TEXT = Poll("text", "text", "In your words?", ())
POLLS = (Poll("p1", "single", "Does it?", ("Yes", "No"), correct=(0,)), TEXT)


@dataclass(frozen=True)
class Act:
    """Something that somebody tries at some moment."""

    name: str
    who: str
    one: int
    other: int
    wait: int
    """Seconds since the act before."""


ACTS = st.builds(
    Act,
    st.sampled_from(
        [
            *("join", "join", "leave", "lose", "ask", "ask", "whisper", "vote", "vote", "unvote"),
            *("let through", "answer", "dismiss", "reopen", "merge", "merge", "separate"),
            *("open poll", "close poll", "choose", "choose", "react", "raise", "chat", "show"),
            *("announce", "look", "click"),
        ]
    ),
    st.sampled_from(PEOPLE),
    st.integers(0, 4),
    st.integers(0, 4),
    st.sampled_from([0, 0, 1, 7, 31]),
)


class Notes(Clerk):
    """Keeps the facts that a journal tells."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def fact(self, fact: Fact) -> None:
        self.facts.append(fact)


@dataclass
class Webinar:
    """A room that is played, what its browsers keep, and what a child would count."""

    meeting: str
    captured: frozenset[str]
    now: int = 0
    """Milliseconds since the start."""
    notes: Notes = field(default_factory=Notes)
    happened: list[Event] = field(default_factory=list)
    tabs: dict[str, Tab] = field(default_factory=dict)
    open: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    stays: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Who, by which connection, from when to when."""
    clicks: list[tuple[str, str]] = field(default_factory=list)
    names: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.hall = Hall(self.meeting, SHOW, START)
        self.journal = Journal(ORG, self.notes)
        for number, who in enumerate(sorted(self.captured)):
            session = f"6a1c1f0e-7a55-4c7e-9d53-0d4f6f2c1a{number:02}"
            self.tabs[who] = Tab(Person(who, meeting=self.meeting), session=session)
        self.happens(self.hall.door.join(Identity(ALICE, "Alice", Role.HOST), "a", None, START))
        self.happens(self.hall.show.go_live(ALICE, 0, START))
        for poll in POLLS:
            self.happens(self.hall.polling.save(ALICE, poll, START))

    def happens(self, events: Events) -> None:
        for event in events:
            self.happened.append(event)
            self.journal.note(self.hall, event)

    def tries(self, act: Act) -> None:
        """What the room refuses has not happened."""
        self.now += act.wait * 1_000
        try:
            self.happens(TRIES[act.name](self, act))
        except RoomError:
            return

    @property
    def at(self) -> int:
        return START + self.now

    def question(self, number: int) -> str:
        asked = [each.question.id for each in self.of(e.QuestionAsked)]
        return asked[number % len(asked)] if asked else "none"

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.happened if isinstance(event, kind)]

    def join(self, who: str) -> Events:
        connection = f"{self.meeting}-{who}-{next(self.names)}"
        events = self.hall.door.join(Identity(who, who, Role.ATTENDEE), connection, None, self.at)
        self.open[who].append((connection, self.now))
        return events

    def part(self, who: str, gone: Callable[[str, str, int], Events]) -> Events:
        if not self.open.get(who):
            return ()
        connection, since = self.open[who].pop(0)
        self.stays.append((who, connection, since, self.now))
        return gone(who, connection, self.at)

    def end(self) -> None:
        self.now += 1_000
        for who, connections in self.open.items():
            self.stays += [(who, id, since, self.now) for id, since in connections]
        self.happens(self.hall.end(ALICE, self.at))

    def keeps(self, who: str) -> bool:
        """Whether somebody's browser keeps what they do: they agreed, and have come."""
        return who in self.tabs and who in self.open

    def look(self, who: str, slide: int) -> Events:
        if self.keeps(who):
            self.tabs[who].looked(slide % 3, self.now, 1_000 * (1 + slide))
        return ()

    def click(self, who: str, number: int) -> Events:
        told = self.of(e.Announced)
        if self.keeps(who) and told:
            id = told[number % len(told)].announcement.id
            self.tabs[who].happened("link.clicked", self.now, values={"announcement": id})
            self.clicks.append((who, id))
        return ()

    def announce(self, act: Act) -> Events:
        id = f"n{next(self.names)}"
        return self.hall.talk.announce(ALICE, id, "Read", "https://x.example/" + id, self.at)

    def ask(self, who: str, *, anonymous: bool = False) -> Events:
        id = f"q{next(self.names):03}"
        return self.hall.talk.ask(who, id, f"{id}?", self.at, anonymous)


Try = Callable[[Webinar, Act], Events]
TRIES: Mapping[str, Try] = {
    "join": lambda w, a: w.join(a.who),
    "leave": lambda w, a: w.part(a.who, w.hall.door.leave),
    "lose": lambda w, a: w.part(a.who, w.hall.door.lose),
    "ask": lambda w, a: w.ask(a.who),
    "whisper": lambda w, a: w.ask(a.who, anonymous=True),
    "vote": lambda w, a: w.hall.talk.vote(a.who, w.question(a.one), True, w.at),
    "unvote": lambda w, a: w.hall.talk.vote(a.who, w.question(a.one), False, w.at),
    "let through": lambda w, a: w.hall.talk.open_question(ALICE, w.question(a.one), w.at),
    "answer": lambda w, a: w.hall.talk.answer(ALICE, w.question(a.one), "written", "So.", w.at),
    "dismiss": lambda w, a: w.hall.talk.answer(ALICE, w.question(a.one), "dismissed", "", w.at),
    "reopen": lambda w, a: w.hall.talk.open_question(ALICE, w.question(a.one), w.at),
    "merge": lambda w, a: w.hall.talk.merge_questions(
        ALICE, w.question(a.one), w.question(a.other), w.at
    ),
    "separate": lambda w, a: w.hall.talk.separate_question(ALICE, w.question(a.one), w.at),
    "open poll": lambda w, a: w.hall.polling.move(ALICE, POLLS[a.one % 2].id, "open", w.at),
    "close poll": lambda w, a: w.hall.polling.move(ALICE, POLLS[a.one % 2].id, "closed", w.at),
    "choose": lambda w, a: w.hall.polling.answer(
        a.who, POLLS[a.one % 2].id, Answer((a.other % 2,) if a.one % 2 == 0 else (), "so"), w.at
    ),
    "react": lambda w, a: w.hall.floor.react(a.who, "clap", w.at),
    "raise": lambda w, a: w.hall.floor.raise_hand(a.who, a.one % 2 == 0, w.at),
    "chat": lambda w, a: w.hall.talk.chat(a.who, f"m{next(w.names)}", "Hello", w.at),
    "show": lambda w, a: w.hall.stage.show(ALICE, Position("v1", a.one % 3), "sha", w.at),
    "announce": lambda w, a: w.announce(a),
    "look": lambda w, a: w.look(a.who, a.one),
    "click": lambda w, a: w.click(a.who, a.one),
}
