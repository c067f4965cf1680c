"""Chat, questions and announcements."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from signaling.messages.shapes import ChatText, Id, Message, QuestionText


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


class SeparateQuestion(Message, frozen=True):
    """Takes back that a question was put to another."""

    question: Id


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
    link: Annotated[str, Meta(max_length=1_000, pattern=r"^(https://[^\s<>\"]+)?\Z")] = ""
    seconds: Annotated[int, Meta(ge=0, le=7_200)] = 0
    download: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.:-]{0,64}\Z")] = ""


class RemoveAnnouncement(Message, frozen=True):
    """Takes an announcement back."""

    announcement: Id
