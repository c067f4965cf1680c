"""What is said, asked and voted in a room: its events. All events are listed in ``events``."""

from __future__ import annotations

from dataclasses import dataclass

from rooms.event import Event
from rooms.people import Announcement, ChatMode, Message, Question
from rooms.polls import Poll


@dataclass(frozen=True, slots=True)
class ChatPosted(Event):
    """Somebody wrote a line of chat."""

    kind = "chat_posted"

    message: Message


@dataclass(frozen=True, slots=True)
class QuestionAsked(Event):
    """Somebody asked a question."""

    kind = "question_asked"

    question: Question


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Event):
    """A question was answered, live or in writing, or dismissed."""

    kind = "question_answered"

    question: Question
    """The question as it is now."""


@dataclass(frozen=True, slots=True)
class QuestionChanged(Event):
    """A question was let through, given to somebody, or merged into another."""

    kind = "question_changed"

    question: Question
    """The question as it is now."""


@dataclass(frozen=True, slots=True)
class QuestionVoted(Event):
    """Somebody wants to hear the answer to a question, too, or no longer."""

    kind = "question_voted"

    question_id: str
    votes: int
    """How many people want to hear it now."""
    up: bool
    """Whether ``by`` is one of them now."""


@dataclass(frozen=True, slots=True)
class MessageRemoved(Event):
    """A host took a line out of the chat."""

    kind = "message_removed"

    message_id: str


@dataclass(frozen=True, slots=True)
class ChatModeSet(Event):
    """The hosts say who reads what attendees write, or that nobody writes."""

    kind = "chat_mode_set"

    mode: ChatMode
    slow: int
    """How many seconds an attendee waits between two lines."""


@dataclass(frozen=True, slots=True)
class Announced(Event):
    """The hosts tell everybody something."""

    kind = "announced"

    announcement: Announcement


@dataclass(frozen=True, slots=True)
class AnnouncementRemoved(Event):
    """An announcement was taken back, or its time is over."""

    kind = "announcement_removed"

    announcement_id: str


@dataclass(frozen=True, slots=True)
class PollEvent(Event):
    """Base of the events about one poll."""

    poll: Poll
    """The poll as it is now."""


@dataclass(frozen=True, slots=True)
class PollSaved(PollEvent):
    """A poll was prepared, or changed before anybody saw it."""

    kind = "poll_saved"
    hosts_only = True


@dataclass(frozen=True, slots=True)
class PollRemoved(PollEvent):
    """A draft was thrown away."""

    kind = "poll_removed"
    hosts_only = True


@dataclass(frozen=True, slots=True)
class PollMoved(PollEvent):
    """A poll was opened, closed, shown, or is shown no longer."""

    kind = "poll_moved"


@dataclass(frozen=True, slots=True)
class PollAnswered(PollEvent):
    """Somebody answered. The hosts are told, and whoever answered."""

    kind = "poll_answered"

    choices: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Reacted(Event):
    """Somebody sent a reaction; it leaves no trace in the snapshot."""

    kind = "reacted"

    reaction: str
