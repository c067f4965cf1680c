"""Whatever people do, in whatever order: every picture of the room stays right."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms import (
    Audience,
    Event,
    Identity,
    Position,
    Presence,
    Role,
    Room,
    Snapshot,
    State,
    Stream,
    apply,
)
from rooms.errors import NotInRoom, RoomError
from rooms.ledger import Events
from rooms.people import Rating
from rooms.projecting import project
from rooms.roles import audience_of
from tests.support.stage import NOW, PLAN, new_room

ROLES = {
    "alice": Role.HOST,
    "mona": Role.MODERATOR,
    "paul": Role.PRESENTER,
    "bob": Role.ATTENDEE,
    "carol": Role.ATTENDEE,
}
people = st.sampled_from(sorted(ROLES))
tabs = st.sampled_from(["1", "2"])
words = st.sampled_from(["x", "y", "z"])
flags = st.booleans()
RATINGS: list[Rating | None] = ["positive", "negative", None]
ratings = st.sampled_from(RATINGS)


class Meeting(RuleBasedStateMachine):
    """Rules do what people do; a refusal is fine, a wrong picture is not."""

    plan = PLAN

    def __init__(self) -> None:
        super().__init__()
        self.room = new_room(self.plan)
        self.now = NOW
        self.events: list[Event] = []
        self.pictures: dict[str, Snapshot] = {}

    def happens(self, events: Events) -> None:
        for event in events:
            self.events.append(event)
            for me, picture in self.pictures.items():
                told = project(event, audience_of(picture.role))
                self.pictures[me] = apply(picture, told)

    def attempt(self, room_does: Callable[[], Events]) -> None:
        """Do it; when it is refused, nothing may have changed."""
        before = self.room.view("", Role.HOST)
        try:
            self.happens(room_does())
        except RoomError:
            assert self.room.view("", Role.HOST) == before

    @rule(who=people, tab=tabs)
    def join(self, who: str, tab: str) -> None:
        identity = Identity(who, who.title(), ROLES[who])
        self.attempt(lambda: self.room.door.join(identity, who + tab, "phone", self.now))

    @rule(who=people, tab=tabs, polite=flags)
    def go(self, who: str, tab: str, polite: bool) -> None:
        door = self.room.door
        self.attempt(lambda: (door.leave if polite else door.lose)(who, who + tab, self.now))

    @rule(by=people, who=people, ban=flags)
    def remove(self, by: str, who: str, ban: bool) -> None:
        self.attempt(lambda: self.room.door.remove(by, who, ban and who == "carol", self.now))

    @rule(by=people, who=people, held=flags)
    def hold(self, by: str, who: str, held: bool) -> None:
        self.attempt(lambda: self.room.door.hold(by, who, held, self.now))

    @rule(by=people, who=people, yes=flags)
    def decide(self, by: str, who: str, yes: bool) -> None:
        door = self.room.door
        self.attempt(
            lambda: door.admit(by, who, self.now) if yes else door.refuse(by, who, "no", self.now)
        )

    @rule(by=people, locked=flags, all=flags)
    def tend(self, by: str, locked: bool, all: bool) -> None:
        self.attempt(lambda: self.room.door.lock(by, locked, self.now))
        if all:
            self.attempt(lambda: self.room.door.admit_all(by, self.now))

    @rule(by=people, slide=st.integers(-1, 3), step=st.integers(0, 3))
    def show(self, by: str, slide: int, step: int) -> None:
        self.attempt(lambda: self.room.stage.show(by, Position("v1", slide, step), "s", self.now))

    @rule(by=people, reaction=ratings)
    def rate(self, by: str, reaction: Rating | None) -> None:
        self.attempt(lambda: self.room.stage.rate_slide(by, "v1", 1, reaction, self.now))

    @rule(by=people, who=people, raised=flags)
    def hands(self, by: str, who: str, raised: bool) -> None:
        floor = self.room.floor
        self.attempt(lambda: floor.raise_hand(by, raised, self.now))
        self.attempt(lambda: floor.lower_hand(by, who, self.now))
        self.attempt(lambda: floor.mute(by, who, self.now))
        self.attempt(lambda: floor.mute_all(by, self.now))

    @rule(by=people, id=words)
    def talk(self, by: str, id: str) -> None:
        self.attempt(lambda: self.room.talk.chat(by, id, "hello", self.now))
        self.attempt(lambda: self.room.talk.ask(by, id, "why?", self.now))
        self.attempt(lambda: self.room.talk.answer(by, id, "live", None, self.now))

    @rule(by=people, id=words, screen=flags, audio=flags)
    def stream(self, by: str, id: str, screen: bool, audio: bool) -> None:
        made = Stream(by + id, by, "screen" if screen else "camera", True, True)
        self.attempt(lambda: self.room.stage.publish(made, self.now))
        self.attempt(lambda: self.room.floor.stream_state(by, made.id, audio, True, self.now))

    @rule(by=people, who=st.one_of(people, st.none()))
    def pin(self, by: str, who: str | None) -> None:
        self.attempt(lambda: self.room.stage.pin(by, who, self.now))

    @rule(by=people)
    def claim(self, by: str) -> None:
        self.attempt(lambda: self.room.stage.claim(by, "camera", self.now))

    @rule(by=people, id=words)
    def silence(self, by: str, id: str) -> None:
        self.attempt(lambda: self.room.stage.unpublish(by + id, self.now))

    @rule(who=people)
    def look(self, who: str) -> None:
        """Presence is volatile: it travels beside the events."""
        seen = Presence(0, 0, "v1", True, 4)
        self.attempt(lambda: self.see(who, seen))

    def see(self, who: str, seen: Presence) -> Events:
        self.room.stage.see(who, seen)
        looks = dict(self.room.view("", Role.HOST).presence)
        for me, picture in self.pictures.items():
            if audience_of(picture.role) is Audience.HOSTS:
                self.pictures[me] = replace(picture, presence=looks)
        return ()

    @rule(who=st.one_of(people, st.none()))
    def speak(self, who: str | None) -> None:
        """So is who speaks."""
        self.room.stage.hear(who)
        heard = self.room.view("", Role.HOST).speaking
        self.pictures = {me: replace(p, speaking=heard) for me, p in self.pictures.items()}

    @rule(ms=st.sampled_from([1, 1_000, 30_000, 61_000, 200_000]))
    def wait(self, ms: int) -> None:
        self.now += ms
        self.happens(self.room.tick(self.now))

    @rule(me=people)
    def follow(self, me: str) -> None:
        """Somebody new begins to follow, from a snapshot."""
        try:
            self.pictures.setdefault(me, self.room.snapshot(me))
        except NotInRoom:
            return

    @rule()
    def crash(self) -> None:
        """The server dies and comes back."""
        self.room = Room.restore("heart", self.plan, self.events, self.now)
        self.pictures = {me: replace(p, speaking=None) for me, p in self.pictures.items()}
        self.happens(self.room.interrupt(self.now, self.now))

    @invariant()
    def events_are_numbered_without_a_hole(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        assert self.room.seq == len(self.events)

    @invariant()
    def every_follower_sees_what_a_newcomer_sees(self) -> None:
        for me, picture in list(self.pictures.items()):
            state = self.room.state_of(me)
            if state in (State.PRESENT, State.RECONNECTING):
                assert picture == self.room.snapshot(me), me
            else:
                del self.pictures[me]

    @invariant()
    def only_who_is_inside_publishes(self) -> None:
        for stream in self.room.streams:
            inside = (State.PRESENT, State.RECONNECTING)
            assert self.room.state_of(stream.participant) in inside

    @invariant()
    def who_is_looked_at_is_inside(self) -> None:
        inside = (None, State.PRESENT, State.RECONNECTING)
        picture = self.room.view("", Role.HOST)
        for who in (picture.pinned, picture.speaking):
            assert who is None or self.room.state_of(who) in inside

    @invariant()
    def there_is_one_screen(self) -> None:
        assert [stream.kind for stream in self.room.streams].count("screen") <= 1

    @invariant()
    def who_is_present_has_a_connection(self) -> None:
        for who in ROLES:
            person = self.room.person(who)
            if person and not self.over():
                connected = bool(person.connections)
                assert (person.state in (State.PRESENT, State.LOBBY)) <= connected
                assert (person.state is State.RECONNECTING) <= (person.lost_at is not None)

    def over(self) -> bool:
        return self.room.phase.value == "ended"


Meeting.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMeeting = Meeting.TestCase
