"""A room after a crash: its ledger as the events tell it."""

from __future__ import annotations

from rooms import events as e
from rooms.conversation import Conversation
from rooms.ledger import Ledger
from rooms.polls import Answer
from rooms.roles import INSIDE, Role, State
from rooms.roster import Person
from rooms.snapshot import Snapshot


def recall(ledger: Ledger, event: e.Event) -> None:
    """Note what a snapshot does not tell."""
    _recall_talk(ledger, event)
    _recall_pause(ledger, event)
    if not isinstance(event, e.ParticipantEvent):
        return
    id = event.participant.id
    person = ledger.roster.get(id) or ledger.roster.put(Person(event.participant))
    person.public = event.participant
    person.admitted |= person.state in INSIDE
    person.put_out |= person.state is State.REMOVED
    person.put_out &= person.state not in INSIDE
    person.held = person.state is State.HELD or (person.held and person.state is State.LEFT)
    person.promoted |= isinstance(event, e.ParticipantPromoted)
    person.promoted &= not isinstance(event, e.ParticipantDemoted)
    if isinstance(event, e.ParticipantRefused):
        person.reason = event.reason
    if isinstance(event, e.ParticipantRemoved):
        person.admitted = False
        ledger.banned |= {id} if event.banned else set()


def _recall_pause(ledger: Ledger, event: e.Event) -> None:
    """Whom the end of a break brings on stage: those it sent away, and who came meanwhile."""
    if isinstance(event, e.ShowPaused):
        ledger.pause, ledger.sent_back = event.pause, set(event.people)
    elif isinstance(event, e.ShowResumed):
        ledger.pause, ledger.sent_back = None, set()
    elif isinstance(event, e.ParticipantJoined | e.ParticipantPromoted):
        who = event.participant
        known = ledger.roster.get(who.id)
        # A moderator's place is behind the stage; who was there before stays there.
        own = known.public.backstage if known else who.role is Role.MODERATOR
        if ledger.pause is not None and who.backstage and not own:
            ledger.sent_back.add(who.id)


def _recall_talk(ledger: Ledger, event: e.Event) -> None:
    talk, polls = ledger.talk, ledger.polls
    if isinstance(event, e.QuestionVoted) and event.by is not None:
        talk.recall_vote(event.question_id, event.by, event.up)
    elif isinstance(event, e.QuestionAsked | e.QuestionAnswered | e.QuestionChanged):
        talk.recall(event.question)
    elif isinstance(event, e.PollRemoved):
        polls.forget(event.poll.id)
    elif isinstance(event, e.PollAnswered):
        polls.recall(event.poll, event.by, Answer(event.choices, event.text))
    elif isinstance(event, e.PollEvent):
        polls.recall(event.poll)


def load(ledger: Ledger, snapshot: Snapshot) -> None:
    """Take over what the hosts' snapshot tells, as the last event left it."""
    ledger.seq, ledger.at = snapshot.seq, snapshot.at
    ledger.phase, ledger.locked = snapshot.phase, snapshot.locked
    ledger.started, ledger.position = snapshot.started, snapshot.position
    ledger.live_at = snapshot.live_at
    ledger.agenda = snapshot.agenda
    ledger.pause, ledger.host_gone = snapshot.pause, snapshot.host_gone
    ledger.pinned = snapshot.pinned
    ledger.streams = {stream.id: stream for stream in snapshot.streams}
    ledger.ratings = dict(snapshot.ratings)
    voters = ledger.talk
    chat = (snapshot.chat, snapshot.questions, snapshot.chat_mode, snapshot.chat_slow)
    ledger.talk = Conversation(*chat)
    ledger.talk.take_votes(voters)
    ledger.announcements = snapshot.announcements
