"""Whatever people do in a webinar, in whatever order: nobody sees what is not for them."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from rooms import Audience, Role, State, apply
from rooms.events import ParticipantAppointed, ParticipantDemoted, ParticipantPromoted
from rooms.ledger import Events
from rooms.people import ChatMode
from rooms.polls import Answer, Poll, PollState
from rooms.projecting import project
from rooms.roles import audience_of
from tests.rooms.test_machine import ROLES, Meeting, flags, people, words
from tests.support.stage import SHOW, settled

INSIDE = (State.PRESENT, State.RECONNECTING)
MODES: list[ChatMode] = ["all", "hosts", "off"]
MOVES: list[PollState] = ["open", "closed"]


class Webinar(Meeting):
    """A meeting with an audience, and what only webinars have."""

    plan = SHOW

    @initialize(live=flags)
    def come(self, live: bool) -> None:
        """Everybody is there; often it is live already."""
        for who in ROLES:
            self.join(who, "1")
        if live:
            self.begin("alice", 0, False)
        for who in ROLES:
            self.follow(who)

    def happens(self, events: Events) -> None:
        for event in events:
            self.events.append(event)
            for me, picture in list(self.pictures.items()):
                told = project(event, audience_of(picture.role), me)
                self.pictures[me] = apply(picture, told)
        self.look_anew(events)

    def look_anew(self, events: Events) -> None:
        """Who has become something else is told the room as a whole."""
        for event in events:
            if isinstance(event, ParticipantPromoted | ParticipantDemoted | ParticipantAppointed):
                who = event.participant.id
                if who in self.pictures and self.room.state_of(who) in INSIDE:
                    self.pictures[who] = self.room.snapshot(who)

    @rule(who=st.one_of(people, st.none()))
    def speak(self, who: str | None) -> None:
        self.room.stage.hear(who)
        for me, picture in self.pictures.items():
            if self.room.state_of(me) in INSIDE:
                heard = self.room.snapshot(me).speaking
                self.pictures[me] = replace(picture, speaking=heard)

    @rule(by=people, delay=st.sampled_from([0, 5_000]), stop=flags)
    def begin(self, by: str, delay: int, stop: bool) -> None:
        show = self.room.show
        self.attempt(lambda: show.go_live(by, delay, self.now))
        if stop:
            self.attempt(lambda: show.stop_countdown(by, self.now))

    @rule(by=people, item=st.integers(-1, 3), started=flags)
    def tick_off(self, by: str, item: int, started: bool) -> None:
        self.attempt(lambda: self.room.run_sheet.start(by, item, started, self.now))

    @rule(by=people, who=people, backstage=flags)
    def stand(self, by: str, who: str, backstage: bool) -> None:
        self.attempt(lambda: self.room.show.set_backstage(by, who, backstage, self.now))

    @rule(by=people, who=people, invited=flags, accept=flags)
    def promote(self, by: str, who: str, invited: bool, accept: bool) -> None:
        self.attempt(lambda: self.room.show.invite(by, who, invited, self.now))
        self.attempt(lambda: self.room.show.answer_invitation(who, accept, self.now))

    @rule(by=people, paused=flags, minutes=st.integers(0, 2), ends=flags)
    def rest(self, by: str, paused: bool, minutes: int, ends: bool) -> None:
        pauses = self.room.pauses
        if paused:
            self.attempt(lambda: pauses.begin(by, 60_000 * minutes, self.now, ends=ends))
        else:
            self.attempt(lambda: pauses.end(by, self.now))

    @rule(who=people, role=st.sampled_from(Role))
    def appoint(self, who: str, role: Role) -> None:
        self.happens(self.room.show.appoint(who, role, self.now))

    @rule(by=people, who=people)
    def demote(self, by: str, who: str) -> None:
        self.attempt(lambda: self.room.show.demote(by, who, self.now))

    @rule(by=people, id=words, other=words, up=flags)
    def moderate(self, by: str, id: str, other: str, up: bool) -> None:
        talk = self.room.talk
        self.attempt(lambda: talk.open_question(by, id, self.now))
        self.attempt(lambda: talk.vote(by, id, up, self.now))
        if up:
            self.attempt(lambda: talk.merge_questions(by, id, other, self.now))
        else:
            self.attempt(lambda: talk.separate_question(by, id, self.now))
        self.attempt(lambda: talk.assign_question(by, id, "eva", self.now))
        self.attempt(lambda: talk.take_question(by, other, up, self.now))
        self.attempt(lambda: talk.answer(by, id, "written", "So.", self.now, whispered=up))

    @rule(by=people, id=words)
    def ask_without_a_name(self, by: str, id: str) -> None:
        self.attempt(lambda: self.room.talk.ask(by, "a" + id, "why?", self.now, anonymous=True))

    @rule(by=people, mode=st.sampled_from(MODES), id=words)
    def tidy(self, by: str, mode: ChatMode, id: str) -> None:
        talk = self.room.talk
        self.attempt(lambda: talk.chat_mode(by, mode, self.now, 5))
        self.attempt(lambda: talk.remove_message(by, id, self.now))
        self.attempt(lambda: talk.announce(by, id, "Soon", "", self.now, 2_000))
        self.attempt(lambda: talk.remove_announcement(by, id, self.now))

    @rule(by=people, id=words, move=st.sampled_from(MOVES), shown=flags, choice=st.integers(0, 2))
    def poll(self, by: str, id: str, move: PollState, shown: bool, choice: int) -> None:
        polls = self.room.polling
        quiz = Poll(id, "single", "Which?", ("a", "b"), correct=(1,))
        self.attempt(lambda: polls.save(by, quiz, self.now))
        self.attempt(lambda: polls.move(by, id, move, self.now))
        self.attempt(lambda: polls.answer(by, id, Answer((choice,)), self.now))
        self.attempt(lambda: polls.show(by, id, shown, self.now))

    @invariant()
    def every_follower_sees_what_a_newcomer_sees(self) -> None:
        for me, picture in list(self.pictures.items()):
            if self.room.state_of(me) in INSIDE:
                assert settled(picture) == settled(self.room.snapshot(me)), me
            else:
                del self.pictures[me]

    @invariant()
    def the_audience_sees_only_the_stage(self) -> None:
        for me, picture in self.pictures.items():
            if audience_of(picture.role) is not Audience.ATTENDEES:
                continue
            others = [each for each in picture.participants if each.id != me]
            assert not [each for each in others if each.backstage or each.private]
            assert not [each for each in picture.streams if each.backstage]
            assert not [q for q in picture.questions if q.private and q.by not in ("", me)]
            assert not [p for p in picture.polls if p.results and not p.shown]

    @invariant()
    def in_a_pause_nobody_is_on_stage(self) -> None:
        room = self.room.view("", Role.HOST)
        if room.pause is not None and room.phase.value == "live":
            assert not [s for s in room.streams if not s.backstage]

    @invariant()
    def what_is_whispered_or_taken_out_is_not_read_by_others(self) -> None:
        for me, picture in self.pictures.items():
            if audience_of(picture.role) is Audience.ATTENDEES:
                assert not [q for q in picture.questions if q.whispered and q.by != me]
                assert not [m for m in picture.chat if m.removed]

    @invariant()
    def one_question_at_most_is_being_answered(self) -> None:
        asked = self.room.view("", Role.HOST).questions
        assert len([q for q in asked if q.answering]) <= 1

    @invariant()
    def who_asks_without_a_name_is_known_to_nobody(self) -> None:
        for me, picture in self.pictures.items():
            assert not [q for q in picture.questions if q.anonymous and q.by not in ("", me)]

    @invariant()
    def before_the_show_no_attendee_is_inside(self) -> None:
        if self.room.phase.value != "waiting":
            return
        everybody = self.room.view("", Role.HOST).participants
        assert set(self.pictures) <= {each.id for each in everybody if each.role != "attendee"}


Webinar.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestWebinar = Webinar.TestCase
