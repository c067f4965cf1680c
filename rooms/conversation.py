"""Chat and questions. Ids come from the browsers: one that is known is a repetition."""

from __future__ import annotations

from dataclasses import replace

from rooms.errors import NotAllowed, NotFound, TooMany
from rooms.people import ChatMode, How, Message, Question, QuestionState
from rooms.snapshot import CHAT_KEPT

QUESTIONS_KEPT = 500
"""More questions than this are refused: every newcomer is given all of them."""


class Conversation:
    """What was said in a room."""

    def __init__(
        self,
        chat: tuple[Message, ...] = (),
        questions: tuple[Question, ...] = (),
        mode: ChatMode = "all",
    ) -> None:
        self.mode: ChatMode = mode
        """Who reads what attendees write."""
        self._chat = chat
        self._questions = {question.id: question for question in questions}
        self._voters: dict[str, set[str]] = {}

    # -- chat ------------------------------------------------------------------------------

    @property
    def chat(self) -> tuple[Message, ...]:
        """The last lines."""
        return self._chat

    def post(self, message: Message) -> bool:
        """Keep a line; False when it is a repetition."""
        if any(known.id == message.id for known in self._chat):
            return False
        self._chat = (*self._chat, message)[-CHAT_KEPT:]
        return True

    def remove(self, message: str) -> bool:
        """Take a line out; False when it is not there any more."""
        kept = tuple(known for known in self._chat if known.id != message)
        removed = len(kept) < len(self._chat)
        self._chat = kept
        return removed

    # -- questions -------------------------------------------------------------------------

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they were asked."""
        return tuple(sorted(self._questions.values(), key=lambda q: (q.at, q.id)))

    def votes_of(self, participant: str) -> frozenset[str]:
        """The questions whose answers somebody wants to hear, too."""
        mine = (id for id, voters in self._voters.items() if participant in voters)
        return frozenset(mine)

    def ask(self, question: Question) -> bool:
        """Keep a question; False when it is a repetition. Raises TooMany."""
        if question.id in self._questions:
            return False
        if len(self._questions) >= QUESTIONS_KEPT:
            raise TooMany("the room takes no more questions")
        self._questions[question.id] = question
        return True

    def answer(self, question: str, how: How, text: str | None) -> Question:
        """Settle a question; returns it as it is now. Raises NotFound."""
        state: QuestionState = "dismissed" if how == "dismissed" else "answered"
        return self._put(replace(self.find(question), state=state, how=how, answer=text))

    def open(self, question: str) -> Question | None:
        """Let a question through, or take it up again; None when it is open. Raises NotFound."""
        known = self.find(question)
        if known.state == "open":
            return None
        return self._put(replace(known, state="open", how=None, answer=None))

    def assign(self, question: str, whom: str | None) -> Question | None:
        """Give a question to somebody; None when they have it. Raises NotFound."""
        known = self.find(question)
        return None if known.assigned == whom else self._put(replace(known, assigned=whom))

    def merge(self, question: str, into: str) -> tuple[Question, Question]:
        """Put a question to one that asks the same, with its votes; returns both.

        Raises NotFound, NotAllowed.
        """
        known, goal = self.find(question), self.find(into)
        if question == into or known.merged or goal.merged:
            raise NotAllowed("these two cannot be merged")
        voters = self._voters.setdefault(into, set())
        voters |= self._voters.pop(question, set()) | {known.by}
        voters.discard(goal.by)
        merged = self._put(replace(known, merged=into, votes=0))
        return merged, self._put(replace(goal, votes=len(voters)))

    def vote(self, question: str, by: str, up: bool) -> int | None:
        """Count a wish for an answer; None when it is counted. Raises NotFound, NotAllowed."""
        known = self.find(question)
        if known.state != "open" or known.merged:
            raise NotAllowed("only a question that is open takes votes")
        if known.by == by:
            raise NotAllowed("your own question has your vote")
        voters = self._voters.setdefault(question, set())
        if (by in voters) == up:
            return None
        (voters.add if up else voters.discard)(by)
        return self._put(replace(known, votes=len(voters))).votes

    def recall_vote(self, question: str, by: str, up: bool) -> None:
        """Put a vote back as an event told it, after a crash."""
        voters = self._voters.setdefault(question, set())
        (voters.add if up else voters.discard)(by)

    def take_votes(self, other: Conversation) -> None:
        """Take over who voted for what."""
        self._voters = other._voters

    def recall_merge(self, question: Question) -> None:
        """Put a merger back as an event told it, after a crash."""
        if question.merged:
            goal = self._voters.setdefault(question.merged, set())
            goal |= self._voters.pop(question.id, set()) | {question.by}

    def find(self, question: str) -> Question:
        """The question. Raises NotFound."""
        known = self._questions.get(question)
        if known is None:
            raise NotFound("there is no such question")
        return known

    def _put(self, question: Question) -> Question:
        self._questions[question.id] = question
        return question
