"""How what is said changes what somebody knows: chat, announcements, questions, polls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rooms.events import (
    Announced,
    AnnouncementRemoved,
    ChatModeSet,
    ChatPosted,
    Event,
    MessageRemoved,
    PollAnswered,
    PollEvent,
    PollMoved,
    PollRemoved,
    PollSaved,
    QuestionAnswered,
    QuestionAsked,
    QuestionChanged,
    QuestionVoted,
)
from rooms.people import (
    Question,
)
from rooms.polls import order_of_polls
from rooms.roles import Audience, audience_of
from rooms.sight import sees_question
from rooms.snapshot import ANNOUNCEMENTS_KEPT, CHAT_KEPT, Snapshot


def _mode_set(snapshot: Snapshot, event: ChatModeSet) -> Snapshot:
    return replace(snapshot, chat_mode=event.mode, chat_slow=event.slow)


def _message_removed(snapshot: Snapshot, event: MessageRemoved) -> Snapshot:
    """Hosts go on reading what they took out; for everybody else it is gone."""
    kept = snapshot.chat
    if audience_of(snapshot.role) is not Audience.HOSTS:
        kept = tuple(m for m in kept if m.id != event.message_id)
    marked = (replace(m, removed=True) if m.id == event.message_id else m for m in kept)
    return replace(snapshot, chat=tuple(marked))


def _announcement_removed(snapshot: Snapshot, event: AnnouncementRemoved) -> Snapshot:
    kept = tuple(a for a in snapshot.announcements if a.id != event.announcement_id)
    return replace(snapshot, announcements=kept)


def _announced(snapshot: Snapshot, event: Announced) -> Snapshot:
    told = (*snapshot.announcements, event.announcement)[-ANNOUNCEMENTS_KEPT:]
    return replace(snapshot, announcements=told)


def _posted(snapshot: Snapshot, event: ChatPosted) -> Snapshot:
    return replace(snapshot, chat=(*snapshot.chat, event.message)[-CHAT_KEPT:])


def _asked(snapshot: Snapshot, event: QuestionAsked) -> Snapshot:
    return _with_question(snapshot, event.question)


def _answered(snapshot: Snapshot, event: QuestionAnswered) -> Snapshot:
    return _with_question(snapshot, event.question)


def _with_question(snapshot: Snapshot, now: Question) -> Snapshot:
    """The list with the question in its place, in the order of asking; or without it."""
    others = [q for q in snapshot.questions if q.id != now.id]
    seen = sees_question(now, audience_of(snapshot.role), snapshot.me)
    listed = sorted([*others, now], key=lambda q: (q.at, q.id)) if seen else others
    return replace(snapshot, questions=tuple(listed))


def _question_changed(snapshot: Snapshot, event: QuestionChanged) -> Snapshot:
    return _with_question(snapshot, event.question)


def _voted(snapshot: Snapshot, event: QuestionVoted) -> Snapshot:
    questions = tuple(
        replace(q, votes=event.votes) if q.id == event.question_id else q
        for q in snapshot.questions
    )
    mine = set(snapshot.my_votes)
    if event.by == snapshot.me:
        (mine.add if event.up else mine.discard)(event.question_id)
    return replace(snapshot, questions=questions, my_votes=tuple(sorted(mine)))


def _poll_moved(snapshot: Snapshot, event: PollEvent) -> Snapshot:
    others = [poll for poll in snapshot.polls if poll.id != event.poll.id]
    return replace(snapshot, polls=tuple(sorted([*others, event.poll], key=order_of_polls)))


def _poll_removed(snapshot: Snapshot, event: PollRemoved) -> Snapshot:
    return replace(snapshot, polls=tuple(p for p in snapshot.polls if p.id != event.poll.id))


def _poll_answered(snapshot: Snapshot, event: PollAnswered) -> Snapshot:
    counted = _poll_moved(snapshot, event)
    if event.by != snapshot.me:
        return counted
    return replace(counted, my_answers={**snapshot.my_answers, event.poll.id: event.choices})


TALK_CHANGES: dict[type[Event], Callable[[Snapshot, Any], Snapshot]] = {
    ChatModeSet: _mode_set,
    MessageRemoved: _message_removed,
    Announced: _announced,
    AnnouncementRemoved: _announcement_removed,
    QuestionChanged: _question_changed,
    QuestionVoted: _voted,
    PollSaved: _poll_moved,
    PollMoved: _poll_moved,
    PollRemoved: _poll_removed,
    PollAnswered: _poll_answered,
    ChatPosted: _posted,
    QuestionAsked: _asked,
    QuestionAnswered: _answered,
}
"""The function for each class of event."""
