"""What a browser may say: one closed struct for each message.

Rule 1: unknown fields are refused, every size is bounded, every number is finite.
Rule 2: ``parse`` is the only door. What is behind it needs no checking.
Rule 3: the names of the fields are the names on the wire; PROTOCOL.md lists them all.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from signaling.errors import Refused

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Count = Annotated[int, Meta(ge=0, le=10_000)]
Share = Annotated[float, Meta(ge=0, le=1)]
Moment = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(max_length=64)]
Line = Annotated[str, Meta(max_length=300)]
ChatText = Annotated[str, Meta(min_length=1, max_length=2_000)]
QuestionText = Annotated[str, Meta(min_length=1, max_length=1_000)]

Values = Annotated[dict[Name, Line | int | float | bool | None], Meta(max_length=8)]

MOST_OPTIONS = 20
"""Answers to choose from in one poll."""
Option = Annotated[int, Meta(ge=0, lt=MOST_OPTIONS)]

MOST_EVENTS = 200
"""Engagement events in one batch."""
MOST_STATE = 4_000
"""Characters that a slide's own state takes as JSON, about."""
DEEPEST = 6
"""Levels of nesting inside a slide's own state."""


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all messages."""


class DeviceInfo(Message, frozen=True):
    """What the browser says of itself."""

    kind: Literal["phone", "tablet", "desktop"] = msgspec.field(name="class")
    browser: Name = ""
    os: Name = ""


class Auth(Message, frozen=True):
    """What CONNECT brings: who, and in which tab."""

    token: Annotated[str, Meta(min_length=1, max_length=4_096)]
    tab: Uuid


# -- everybody ---------------------------------------------------------------------------------


class Join(Message, frozen=True):
    """Asks to be in."""

    device: DeviceInfo


class GetSnapshot(Message, frozen=True):
    """Asks for a fresh snapshot."""


class Leave(Message, frozen=True):
    """Says goodbye."""


class Chat(Message, frozen=True):
    """Writes a line of chat; the id makes repeating it harmless."""

    id: Id
    text: ChatText
    channel: Literal["all", "hosts", "crew"] = "all"


class Ask(Message, frozen=True):
    """Asks a question; the id makes repeating it harmless."""

    id: Id
    text: QuestionText
    anonymous: bool = False


class Vote(Message, frozen=True):
    """Wants to hear the answer to a question, too, or no longer."""

    question: Id
    up: bool


class PollAnswer(Message, frozen=True):
    """Answers a poll; again while it is open replaces the answer."""

    poll: Id
    choices: Annotated[list[Option], Meta(max_length=MOST_OPTIONS)] = []
    text: Annotated[str, Meta(max_length=1_000)] = ""


class RaiseHand(Message, frozen=True):
    """Raises or lowers one's own hand."""

    raised: bool


class React(Message, frozen=True):
    """Sends a reaction."""

    reaction: Literal["thumbs_up", "clap", "heart", "laugh", "surprised", "confused"]


class StreamState(Message, frozen=True):
    """Says whether sound and picture of one's own stream are on."""

    stream: Id
    audio: bool
    video: bool


class Presence(Message, frozen=True):
    """Says what this browser shows now."""

    version: Id | None
    slide: Count | None
    step: Count | None
    visible: bool | None
    quality: Annotated[int, Meta(ge=0, le=4)] | None


class View(Message, frozen=True):
    """Says how high this page shows a stream's picture, in pixels; 0: not at all."""

    stream: Id
    height: Annotated[int, Meta(ge=0, le=8_640)]


class EngageEvent(Message, frozen=True):
    """One engagement event."""

    id: Uuid
    seq: Annotated[int, Meta(ge=1, le=2**31)]
    kind: Name
    at: Moment
    version: Id | None = None
    slide: Count | None = None
    step: Count | None = None
    values: Values = {}


class Engage(Message, frozen=True):
    """Delivers engagement events of one tab."""

    session: Uuid
    sent_at: Moment
    through: Annotated[int, Meta(ge=0, le=2**31)]
    events: Annotated[list[EngageEvent], Meta(max_length=MOST_EVENTS)]


class EngageBeacon(Engage, frozen=True):
    """The same by HTTP, when the page is about to go; a beacon carries no header."""

    token: Annotated[str, Meta(min_length=1, max_length=4_096)]


# -- those who drive ---------------------------------------------------------------------------


class Show(Message, frozen=True):
    """Moves the stage to a place in a deck."""

    version: Id
    slide: Count
    step: Count = 0
    state: dict[str, Any] | None = None


class Point(Message, frozen=True):
    """Moves the pointer over the slide; volatile."""

    slide: Count
    x: Share
    y: Share
    shown: bool


# -- hosts -------------------------------------------------------------------------------------


class Admit(Message, frozen=True):
    """Lets somebody in."""

    participant: Id


class AdmitAll(Message, frozen=True):
    """Lets everybody in who waits."""


class Refuse(Message, frozen=True):
    """Turns somebody away; they are told the reason."""

    participant: Id
    reason: Line


class Lock(Message, frozen=True):
    """Lets no newcomer in, or opens the door again."""

    locked: bool


class Remove(Message, frozen=True):
    """Puts somebody out, for good if banned."""

    participant: Id
    ban: bool


class Mute(Message, frozen=True):
    """Silences somebody until they switch their sound on again."""

    participant: Id


class MuteAll(Message, frozen=True):
    """Silences everybody but hosts, until they switch their sound on again."""


class Pin(Message, frozen=True):
    """Makes somebody the main face for everybody; null: nobody."""

    participant: Id | None


class Hold(Message, frozen=True):
    """Puts somebody aside, or takes them back in."""

    participant: Id
    held: bool


class LowerHand(Message, frozen=True):
    """Takes somebody's hand down."""

    participant: Id


class LowerAllHands(Message, frozen=True):
    """Takes all hands down."""


class Answer(Message, frozen=True):
    """Settles a question; ``whispered``: the written answer is for whoever asked alone."""

    question: Id
    how: Literal["live", "written", "dismissed"]
    text: Annotated[str, Meta(max_length=2_000)] | None = None
    whispered: bool = False


class TakeQuestion(Message, frozen=True):
    """Begins to answer a question aloud, or puts it back."""

    question: Id
    taken: bool


class OpenQuestion(Message, frozen=True):
    """Lets a question through to the audience, or takes it up again."""

    question: Id


class AssignQuestion(Message, frozen=True):
    """Gives a question to somebody of the crew, or to nobody."""

    question: Id
    participant: Id | None


class MergeQuestions(Message, frozen=True):
    """Puts a question to one that asks the same, with its votes."""

    question: Id
    into: Id


class SetChatMode(Message, frozen=True):
    """Says who reads what attendees write, or that they write nothing."""

    mode: Literal["all", "hosts", "off"]
    slow: Annotated[int, Meta(ge=0, le=300)] = 0


class RemoveMessage(Message, frozen=True):
    """Takes a line out of the chat."""

    message: Id


class Announce(Message, frozen=True):
    """Tells everybody something, perhaps with an address to open."""

    id: Id
    text: Annotated[str, Meta(min_length=1, max_length=500)]
    link: Annotated[str, Meta(max_length=1_000, pattern=r"^(https://[^\s<>\"]+)?$")] = ""
    seconds: Annotated[int, Meta(ge=0, le=7_200)] = 0
    download: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{0,64}$")] = ""


class RemoveAnnouncement(Message, frozen=True):
    """Takes an announcement back."""

    announcement: Id


class PollSave(Message, frozen=True):
    """Prepares a poll, or changes one that nobody has seen."""

    id: Id
    kind: Literal["single", "multiple", "scale", "ranking", "text"]
    question: Annotated[str, Meta(min_length=1, max_length=500)]
    options: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=MOST_OPTIONS)
    ] = []
    correct: Annotated[list[Option], Meta(max_length=MOST_OPTIONS)] | None = None


class PollRemove(Message, frozen=True):
    """Throws a draft away."""

    poll: Id


class PollMove(Message, frozen=True):
    """Opens a poll, or closes it."""

    poll: Id
    state: Literal["open", "closed"]


class PollShow(Message, frozen=True):
    """Lets everybody see the results, or not any more."""

    poll: Id
    shown: bool


class RateSlide(Message, frozen=True):
    """Notes how a slide was received; null takes the note back."""

    version: Id
    slide: Count
    reaction: Literal["positive", "neutral", "negative"] | None


class GoLive(Message, frozen=True):
    """Opens the doors of a webinar, at once or after a countdown."""

    delay_ms: Annotated[int, Meta(ge=0, le=60_000)] = 0


class PauseShow(Message, frozen=True):
    """Gives the audience of a webinar a break, of so many minutes (0: open end), or goes on."""

    paused: bool
    minutes: Annotated[int, Meta(ge=0, le=60)] = 0


class StopCountdown(Message, frozen=True):
    """Does not go live yet."""


class StartItem(Message, frozen=True):
    """Says that a part of the agenda begins now, or takes that back."""

    item: Count
    started: bool = True


class SetBackstage(Message, frozen=True):
    """Brings a member of the crew on stage, or behind it."""

    participant: Id
    backstage: bool


class Invite(Message, frozen=True):
    """Asks an attendee to come on stage, or takes that back."""

    participant: Id
    invited: bool


class AnswerInvitation(Message, frozen=True):
    """Comes on stage, or would rather not."""

    accept: bool


class Demote(Message, frozen=True):
    """Puts somebody who came on stage back into the audience."""

    participant: Id


class End(Message, frozen=True):
    """Ends the meeting."""


MESSAGES: dict[str, type[Message]] = {
    "join": Join,
    "snapshot": GetSnapshot,
    "leave": Leave,
    "chat": Chat,
    "ask": Ask,
    "raise_hand": RaiseHand,
    "react": React,
    "stream_state": StreamState,
    "presence": Presence,
    "view": View,
    "engage": Engage,
    "show": Show,
    "point": Point,
    "admit": Admit,
    "admit_all": AdmitAll,
    "refuse": Refuse,
    "lock": Lock,
    "remove": Remove,
    "mute": Mute,
    "mute_all": MuteAll,
    "pin": Pin,
    "hold": Hold,
    "lower_hand": LowerHand,
    "lower_all_hands": LowerAllHands,
    "answer": Answer,
    "take_question": TakeQuestion,
    "rate_slide": RateSlide,
    "vote": Vote,
    "poll_answer": PollAnswer,
    "open_question": OpenQuestion,
    "assign_question": AssignQuestion,
    "merge_questions": MergeQuestions,
    "chat_mode": SetChatMode,
    "remove_message": RemoveMessage,
    "announce": Announce,
    "remove_announcement": RemoveAnnouncement,
    "poll_save": PollSave,
    "poll_remove": PollRemove,
    "poll_move": PollMove,
    "poll_show": PollShow,
    "go_live": GoLive,
    "pause": PauseShow,
    "stop_countdown": StopCountdown,
    "start_item": StartItem,
    "set_backstage": SetBackstage,
    "invite": Invite,
    "answer_invitation": AnswerInvitation,
    "demote": Demote,
    "end": End,
}
"""The messages by their names on the wire."""

M = TypeVar("M", bound=Message)


def parse(kind: type[M], payload: object) -> M:
    """The payload as a message. Raises Refused (bad-message)."""
    try:
        message = msgspec.convert(payload, kind)
    except msgspec.ValidationError as error:
        raise Refused("bad-message", f"{kind.__name__}: {error}") from None
    if not _is_plain(payload, DEEPEST + 2):
        raise Refused("bad-message", f"{kind.__name__}: a text or number nobody can store")
    if isinstance(message, Show) and len(str(message.state)) > MOST_STATE:
        raise Refused("bad-message", "Show: the slide's state is too large")
    return message


def decode(kind: type[M], body: bytes) -> M:
    """The body of an HTTP request as a message. Raises Refused (bad-message)."""
    try:
        return parse(kind, msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Refused("bad-message", f"{kind.__name__}: not JSON") from None


def _is_plain(value: object, depth: int) -> bool:
    """No broken texts, no NUL (PostgreSQL keeps none), no endless numbers, not too deep."""
    if isinstance(value, str):
        return not any(char == "\0" or "\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return depth > 0 and all(
            _is_plain(k, 1) and _is_plain(v, depth - 1) for k, v in value.items()
        )
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    if isinstance(value, int):
        return abs(value) <= 2**63 - 1
    return not isinstance(value, float) or math.isfinite(value)
