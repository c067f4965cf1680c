"""What of the conversation an audience may see: one function for whether, one for how.

``me`` sees their own. What is not seen any more (dismissed, merged, a draft) is told by an event
with nothing in it that was not known before, and falls out of the list.
"""

from __future__ import annotations

from dataclasses import replace

from rooms.people import Message, Question
from rooms.polls import SHOWN_TEXTS, Poll
from rooms.roles import Audience


def reads(message: Message, audience: Audience, me: str) -> bool:
    """Whether this audience reads a line of chat."""
    if message.removed:
        return audience is Audience.HOSTS
    if message.by == me or audience is Audience.HOSTS or message.channel == "all":
        return True
    return message.channel == "crew" and audience is Audience.CREW


def shown_message(message: Message, audience: Audience, me: str) -> Message:
    """The line as this audience reads it."""
    if message.private and audience is Audience.ATTENDEES and message.by != me:
        return replace(message, by="", name="")
    return message


def sees_question(question: Question, audience: Audience, me: str) -> bool:
    """Whether a question is in this audience's list."""
    if question.by == me or audience is not Audience.ATTENDEES:
        return True
    return question.state in ("open", "answered") and not (question.merged or question.whispered)


def shown_question(question: Question, audience: Audience, me: str) -> Question:
    """The question as this audience sees it; one that is not in its list, without its words."""
    if question.by == me:
        return question
    if audience is not Audience.ATTENDEES:
        return replace(question, by="") if question.anonymous else question
    hidden = replace(question, assigned=None)
    if question.private:
        hidden = replace(hidden, by="", name="")
    if not sees_question(question, audience, me):
        hidden = replace(hidden, text="", answer=None)
    return hidden


def sees_poll(poll: Poll, audience: Audience) -> bool:
    """Whether a poll is in this audience's list."""
    return audience is Audience.HOSTS or poll.state != "draft"


def shown_poll(poll: Poll, audience: Audience) -> Poll:
    """The poll as this audience sees it: results and the right answer when they are shown."""
    if audience is Audience.HOSTS:
        return poll
    return replace(poll, texts=poll.texts[-SHOWN_TEXTS:]) if poll.shown else poll.without_results()
