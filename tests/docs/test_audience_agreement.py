"""Whatever happens in a webinar, and in whatever order its facts arrive, how often: the report, the
SQL of the manual and a model that only counts say the same numbers.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement import migrations
from engagement.audience import AudienceReport, Occasion, Weights
from engagement.kinds import ConsentKind
from engagement.store import EngagementStore
from rooms import Event, Identity, Position, Role, RoomError
from rooms import Room as Hall
from rooms import events as e
from rooms.ledger import Events
from rooms.polls import Answer, Poll
from server.database import open_database
from signaling.clerk import Clerk
from signaling.journal import Journal
from signaling.seams import Fact
from tests.docs import test_audience_doc as manual
from tests.engagement.audience.show import guest
from tests.engagement.cast import ALICE, ORG, START
from tests.engagement.play import SLIDES, VERSION, Person, Tab, agrees, comes
from tests.support.stage import SHOW

PEOPLE = ("ann", "ben", "cem", "dia")
NOBODY = "eve"
"""Signed up, and never comes."""
MEETINGS = (f"webinar-{number}" for number in count())
TEXT = Poll("text", "text", "In your words?", ())
POLLS = (Poll("p1", "single", "Does it?", ("Yes", "No"), correct=(0,)), TEXT)
DONE = 900_000
"""Everything is over by then, in milliseconds."""


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
        if not self.open[who]:
            return ()
        connection, since = self.open[who].pop(0)
        self.stays.append((who, connection, since, self.now))
        return gone(who, connection, self.at)

    def end(self) -> None:
        self.now += 1_000
        for who, connections in self.open.items():
            self.stays += [(who, id, since, self.now) for id, since in connections]
        self.happens(self.hall.end(ALICE, self.at))

    def look(self, who: str, slide: int) -> Events:
        if who in self.tabs:
            self.tabs[who].looked(slide % 3, self.now, 1_000 * (1 + slide))
        return ()

    def click(self, who: str, number: int) -> Events:
        told = self.of(e.Announced)
        if who in self.tabs and told:
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


class Model:
    """Counts what happened, one thing after the other, as far as people agreed to it."""

    def __init__(self, webinar: Webinar) -> None:
        self.webinar = webinar
        self.asker: dict[str, str] = {}
        self.outcome: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.wants: set[tuple[str, str]] = set()
        self.answers: dict[tuple[str, str], tuple[int, ...]] = {}
        self.acts: Counter[tuple[str, str]] = Counter()
        for event in webinar.happened:
            self.take(event)

    def take(self, event: Event) -> None:
        mine = event.by in self.webinar.captured
        if isinstance(event, e.QuestionAsked):
            self.asked(event, mine)
        elif isinstance(event, e.QuestionAnswered):
            self.outcome[event.question.id] = str(event.question.how)
        elif isinstance(event, e.QuestionChanged):
            self.changed(event)
        elif isinstance(event, e.QuestionVoted) and mine:
            wish = (event.question_id, str(event.by))
            (self.wants.add if event.up else self.wants.discard)(wish)
        elif isinstance(event, e.PollAnswered) and mine:
            self.answers[event.poll.id, str(event.by)] = event.choices
        elif isinstance(event, e.Reacted | e.ChatPosted) and mine:
            self.acts[str(event.by), event.kind] += 1
        elif isinstance(event, e.HandRaised) and event.participant.id in self.webinar.captured:
            self.acts[event.participant.id, event.kind] += 1

    def asked(self, event: e.QuestionAsked, mine: bool) -> None:
        question = event.question
        if question.anonymous:
            self.asker[question.id] = f"nobody asked {question.id}"
        elif mine:
            self.asker[question.id] = question.by

    def changed(self, event: e.QuestionChanged) -> None:
        question = event.question
        if question.state == "open":
            self.outcome.pop(question.id, None)
        self.into.pop(question.id, None)
        if question.merged:
            self.into[question.id] = question.merged

    def root(self, question: str) -> str:
        while question in self.into:
            question = self.into[question]
        return question

    def votes(self, question: str) -> int:
        """How many others want the answer, by a vote or having asked the same."""
        people = {who for wish, who in self.wants if self.root(wish) == question}
        people |= {
            who for q, who in self.asker.items() if q != question and self.root(q) == question
        }
        return len(people - {self.asker[question]}) if question not in self.into else 0

    def questions(self) -> dict[str, tuple[str, int]]:
        return {
            id: ("merged" if id in self.into else self.outcome.get(id, "open"), self.votes(id))
            for id in self.asker
        }

    def seconds(self, who: str) -> set[int]:
        """The seconds in which somebody was connected."""
        stays = [stay for stay in self.webinar.stays if stay[0] == who]
        return {
            second for _, _, since, until in stays for second in range(since // 1000, until // 1000)
        }

    def curve(self) -> list[int]:
        minutes = range(max(1, -(-self.webinar.now // 60_000)))
        there = {who: {second // 60 for second in self.seconds(who)} for who in PEOPLE}
        return [sum(minute in there[who] for who in PEOPLE) for minute in minutes]


@asynccontextmanager
async def delivered(
    books: EngagementStore, webinar: Webinar, seed: int
) -> AsyncIterator[AudienceReport]:
    """What happened reaches the store: late, twice, in pieces, the last before the first."""
    chance = random.Random(seed)
    await books.content.register(ORG, VERSION, SLIDES, START)
    await comes(books, Person(ALICE, "host", meeting=webinar.meeting), 0, f"{webinar.meeting}-host")
    for who in PEOPLE:
        kinds = (ConsentKind.CAPTURE, ConsentKind.ATTENTION) if who in webinar.captured else ()
        await agrees(books, Person(who, meeting=webinar.meeting), *kinds)
    # Who never came to the door has no interaction, so that nothing else is known of them.
    for who, connection, since, _ in chance.sample(webinar.stays, len(webinar.stays)):
        await comes(books, Person(who, meeting=webinar.meeting), since, connection)
    for _, connection, _, until in webinar.stays:
        await _gone(books, webinar.meeting, connection, until)
    facts = webinar.notes.facts + chance.choices(webinar.notes.facts, k=5)
    for part in pieces(facts, chance):
        await books.capture.journal(part)
    for tab in webinar.tabs.values():
        await send(books, tab, chance)
    await books.reports.close(ORG, webinar.meeting, START + webinar.now)
    occasion = Occasion(
        org=ORG,
        meeting=webinar.meeting,
        title="Whatever",
        planned_start=START,
        planned_end=START + DONE,
        zone="UTC",
        state="ended",
        crew=frozenset({ALICE}),
    )
    guests = [guest(who, who) for who in (*PEOPLE, NOBODY)]
    report = await books.audiences.report(occasion, guests, Weights(), START + DONE)
    await books.audiences.keep(report)
    yield report


async def _gone(books: EngagementStore, meeting: str, connection: str, until: int) -> None:
    await books.attendance.closed(meeting, connection, START + until, "left")


def pieces(facts: list[Any], chance: random.Random) -> list[list[Any]]:
    mixed = chance.sample(facts, len(facts))
    return [mixed[at : at + 7] for at in range(0, len(mixed), 7)]


async def send(books: EngagementStore, tab: Tab, chance: random.Random) -> None:
    """An outbox is delivered in pieces, some of them twice."""
    whole = tab.batch(DONE)
    parts = pieces(list(whole.events), chance)
    for part in [*parts, *parts[:1]]:
        batch = replace(whole, events=tuple(sorted(part, key=lambda each: each.seq)))
        await books.capture.store(tab.person, batch, START + DONE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("agreement")


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(ACTS, min_size=5, max_size=60),
    captured=st.sets(st.sampled_from(PEOPLE), min_size=1).map(frozenset),
    seed=st.integers(0, 2**32),
)
def test_all_agree(folder: Path, acts: list[Act], captured: frozenset[str], seed: int) -> None:
    """Every figure of the report, by three ways of counting."""
    webinar = Webinar(next(MEETINGS), captured)
    for act in acts:
        webinar.tries(act)
    webinar.end()
    asyncio.run(_compare(folder, webinar, seed))


async def _compare(folder: Path, webinar: Webinar, seed: int) -> None:
    engine = open_database(folder / "engagement.db")
    await migrations.upgrade(engine)
    async with EngagementStore(engine) as books, delivered(books, webinar, seed) as report:
        told = manual.Told(books, report, webinar.meeting)
        with_sql = [
            *(manual.test_totals_query, manual.test_curve_query, manual.test_attention_query),
            *(manual.test_polls_query, manual.test_questions_query, manual.test_acts_query),
            manual.test_score_query,
        ]
        if report.totals.live:
            with_sql.append(manual.test_minutes_query)
        for agree in with_sql:
            await agree(told)
        _with_model(report, Model(webinar))
    await engine.dispose()


def _with_model(report: AudienceReport, model: Model) -> None:
    questions = {line.question: (line.outcome, line.votes) for line in report.questions}
    assert questions == model.questions()
    members = {member.participant: member for member in report.members}
    assert set(members) == {*PEOPLE, NOBODY}
    for who, member in members.items():
        assert member.live_ms == 1_000 * len(model.seconds(who)), who
        assert member.attended.came == any(stay[0] == who for stay in model.webinar.stays), who
        _acts_of(member, model)
    assert [minute.people for minute in report.curve] == model.curve()
    for line in report.polls:
        given = [each for (poll, _), each in model.answers.items() if poll == line.poll]
        assert line.answered == len(given)
        chosen = Counter(option for each in given for option in each)
        assert [choice.count for choice in line.choices] == [
            chosen[place] for place in range(len(line.choices))
        ]


def _acts_of(member: Any, model: Model) -> None:
    who = member.participant
    acts = [model.acts[who, kind] for kind in ("reacted", "chat_posted", "hand_raised")]
    assert [member.reactions, member.chats, member.hands] == acts
    assert member.questions == sum(asker == who for asker in model.asker.values())
    assert member.votes == sum(voter == who for _, voter in model.wants)
    assert member.answers == len({poll for poll, by in model.answers if by == who})
    assert member.links == len({id for by, id in model.webinar.clicks if by == who})
    parts = {part.key: part.amount for part in member.score.parts} if member.score else {}
    if parts:
        assert parts["questions"] == member.questions
        assert parts["acts"] == sum(acts) + member.votes
