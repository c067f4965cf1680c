"""What an audience may see of an event: all of it, a part, or that something happened."""

from __future__ import annotations

from dataclasses import replace

from rooms.events import (
    AgendaStarted,
    ChatPosted,
    Event,
    Hidden,
    ParticipantAppointed,
    ParticipantDemoted,
    ParticipantEvent,
    ParticipantLeft,
    ParticipantRemoved,
    ParticipantStaged,
    PollAnswered,
    PollMoved,
    QuestionAnswered,
    QuestionAsked,
    QuestionChanged,
    QuestionVoted,
    StreamChanged,
    StreamEnded,
    StreamStarted,
)
from rooms.people import (
    Participant,
)
from rooms.roles import INSIDE, Audience
from rooms.sight import reads, sees_question, shown_message, shown_poll, shown_question


def project(event: Event, audience: Audience, me: str = "") -> Event:
    """The event as this audience may see it; ``me`` sees what is about themselves."""
    if audience is Audience.HOSTS:
        return _to_hosts(event, me)
    if event.hosts_only or _about_the_lobby(event) or _about_the_unseen(event, audience, me):
        return Hidden(event.seq, event.at, None, event.seq)
    if isinstance(event, ParticipantRemoved):
        return replace(event, banned=False)
    return _told_in_part(event, audience, me)


def _to_hosts(event: Event, me: str) -> Event:
    """All but who asks without a name."""
    if not isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        return event
    asked = isinstance(event, QuestionAsked) and event.question.anonymous
    shown = shown_question(event.question, Audience.HOSTS, me)
    return replace(event, question=shown, by=_who(event, me) if asked else event.by)


def _told_in_part(event: Event, audience: Audience, me: str) -> Event:
    """The event without what this audience may not know of a line, a question, a poll."""
    if isinstance(event, ChatPosted):
        return replace(
            event, message=shown_message(event.message, audience, me), by=_who(event, me)
        )
    if isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        shown = shown_question(event.question, audience, me)
        return replace(event, question=shown, by=_who(event, me) if shown.private else event.by)
    if isinstance(event, PollMoved | PollAnswered):
        return replace(event, poll=shown_poll(event.poll, audience))
    return event


def _who(event: Event, me: str) -> str | None:
    """Who did it, unless that is what must not be told."""
    private = event.message.private if isinstance(event, ChatPosted) else True
    return event.by if not private or event.by == me else None


def concerned(event: Event) -> frozenset[str]:
    """Who is told of an event though the others of their audience are not."""
    found = {event.by}
    if isinstance(event, ParticipantEvent):
        found = {event.participant.id}
    elif isinstance(event, QuestionAsked | QuestionAnswered | QuestionChanged):
        found |= {event.question.by}
    return frozenset(each for each in found if each is not None)


def visible(participant: Participant, audience: Audience, me: str) -> bool:
    """Whether this audience's list has the participant."""
    if audience is Audience.HOSTS:
        return True
    return participant.state in INSIDE and not unseen(participant, audience, me)


def unseen(participant: Participant, audience: Audience, me: str) -> bool:
    """Whether this audience does not know that the participant is there."""
    if participant.id == me or audience is Audience.HOSTS:
        return False
    return participant.private or (participant.backstage and audience is Audience.ATTENDEES)


def _about_the_unseen(event: Event, audience: Audience, me: str) -> bool:
    if isinstance(event, ParticipantStaged | ParticipantDemoted | ParticipantAppointed):
        # Whoever goes out of sight was seen until now.
        return False
    if isinstance(event, ParticipantEvent):
        return unseen(event.participant, audience, me)
    if isinstance(event, AgendaStarted):
        return audience is Audience.ATTENDEES
    if isinstance(event, StreamStarted | StreamChanged | StreamEnded):
        return event.stream.backstage and audience is Audience.ATTENDEES
    return _said_to_others(event, audience, me)


def _said_to_others(event: Event, audience: Audience, me: str) -> bool:
    if isinstance(event, ChatPosted):
        return not reads(event.message, audience, me)
    if isinstance(event, QuestionAsked):
        return not sees_question(event.question, audience, me)
    if isinstance(event, PollAnswered):
        return event.by != me
    return isinstance(event, QuestionVoted) and audience is Audience.ATTENDEES and event.by != me


def _about_the_lobby(event: Event) -> bool:
    return isinstance(event, ParticipantLeft | ParticipantRemoved) and event.was not in INSIDE
