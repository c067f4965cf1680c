"""Polls: made, moved, shown, answered."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from signaling.messages.shapes import MOST_OPTIONS, Id, Message, Option


class PollAnswer(Message, frozen=True):
    """Answers a poll; again while it is open replaces the answer."""

    poll: Id
    choices: Annotated[list[Option], Meta(max_length=MOST_OPTIONS)] = []
    text: Annotated[str, Meta(max_length=1_000)] = ""


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
