"""Chat and questions. Ids come from the browsers: one that is known is a repetition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rooms.errors import NotAllowed, NotFound, TooMany
from rooms.people import ChatMode, How, Message, Question, QuestionState
from rooms.snapshot import CHAT_KEPT

QUESTIONS_KEPT = 500
"""More questions than this are refused: every newcomer is given all of them."""
QUESTIONS_EACH = 25
"""So many of them one of the audience may ask, or one person could shut all others up."""


class Conversation:
    """What was said in a room."""

    def __init__(
        self,
        chat: tuple[Message, ...] = (),
        questions: tuple[Question, ...] = (),
        mode: ChatMode = "all",
        slow: int = 0,
    ) -> None:
        self.mode: ChatMode = mode
        """Who reads what attendees write."""
        self.slow = slow
        """How many seconds an attendee waits between two lines."""
        self._chat = chat
        self._questions = {question.id: question for question in questions}
        self._voters: dict[str, set[str]] = {}

    # -- chat ------------------------------------------------------------------------------

    @property
    def chat(self) -> tuple[Message, ...]:
        """The last lines."""
        return self._chat

    def knows(self, message: str) -> bool:
        """Whether this line is there already."""
        return any(known.id == message for known in self._chat)

    def post(self, message: Message) -> None:
        """Keep a line."""
        self._chat = (*self._chat, message)[-CHAT_KEPT:]

    def remove(self, message: str) -> bool:
        """Take a line out, for all but the hosts; False when it is out, or not there any more."""
        if not any(known.id == message and not known.removed for known in self._chat):
            return False
        self._chat = tuple(
            replace(known, removed=True) if known.id == message else known for known in self._chat
        )
        return True

    # -- questions -------------------------------------------------------------------------

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they were asked."""
        return tuple(sorted(self._questions.values(), key=lambda q: (q.at, q.id)))

    def votes_of(self, participant: str) -> frozenset[str]:
        """What somebody voted for: of what was put to another, the vote stays its own."""
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

    def has_question(self, question: str) -> bool:
        """Whether this question is there already."""
        return question in self._questions

    def asked_by(self, participant: str) -> int:
        """How many questions somebody has asked."""
        return sum(question.by == participant for question in self._questions.values())

    def answer(
        self, question: str, how: How, text: str | None, whispered: bool = False
    ) -> Question | None:
        """Settle a question; None when it is settled so. Raises NotFound, NotAllowed."""
        known = self._alone(question)
        if how == "written" and not (text or "").strip():
            raise NotAllowed("a written answer needs words")
        state: QuestionState = "dismissed" if how == "dismissed" else "answered"
        settled = replace(
            known, state=state, how=how, answer=text, answering=False, whispered=whispered
        )
        return None if settled == known else self._put(settled)

    def open(self, question: str) -> Question | None:
        """Let a question through, or take it up again; None when it is open.

        Raises NotFound, NotAllowed.
        """
        known = self._alone(question)
        if known.state == "open":
            return None
        return self._put(replace(known, state="open", how=None, answer=None, whispered=False))

    def take(self, question: str, taken: bool) -> tuple[Question, ...]:
        """Begin to answer a question aloud, or put it back; returns all that changed.

        It is let through with that, and whatever was being answered is so no more. Raises
        NotFound, NotAllowed.
        """
        known = self._alone(question)
        if known.state not in ("pending", "open"):
            raise NotAllowed("only a question that waits for an answer is answered")
        if known.answering == taken:
            return ()
        others = [q for q in self._questions.values() if q.answering and q.id != question]
        put_back = [self._put(replace(other, answering=False)) for other in others]
        return (*put_back, self._put(replace(known, state="open", answering=taken)))

    def assign(self, question: str, whom: str | None) -> Question | None:
        """Give a question to somebody; None when they have it. Raises NotFound, NotAllowed."""
        known = self._alone(question)
        return None if known.assigned == whom else self._put(replace(known, assigned=whom))

    def merge(self, question: str, into: str) -> tuple[Question, Question]:
        """Put a question to one that asks the same, with its votes; returns both.

        Raises NotFound, NotAllowed.
        """
        known, goal = self.find(question), self.find(into)
        if question == into or known.merged or goal.merged:
            raise NotAllowed("these two cannot be merged")
        merged = self._put(replace(known, merged=into, votes=0, answering=False))
        return merged, self._counted(replace(goal, same=(*goal.same, question, *known.same)))

    def separate(self, question: str) -> tuple[Question, ...]:
        """Take a question back from the one it was put to, with its votes; returns all that
        changed. Raises NotFound, NotAllowed.
        """
        known = self.find(question)
        if known.merged is None:
            raise NotAllowed("this question was put to no other")
        gone = {question, *known.same}
        above = list(self._above(known))
        alone = self._counted(replace(known, merged=None))
        left = [replace(g, same=tuple(id for id in g.same if id not in gone)) for g in above]
        return (alone, *(self._counted(goal) for goal in left))

    def _above(self, question: Question) -> Iterator[Question]:
        """What a question was put to, what that was put to, and so on."""
        while question.merged is not None:
            question = self.find(question.merged)
            yield question

    def _counted(self, question: Question) -> Question:
        """Keep the question with its votes as they are; one that was put to another has none."""
        votes = 0 if question.merged else len(self._wanting(question))
        return self._put(replace(question, votes=votes))

    def _wanting(self, question: Question) -> set[str]:
        """Who wants the answer besides whoever asked: by a vote, or having asked the same."""
        own = self._voters.get(question.id, set())
        voters = own.union(*(self._voters.get(id, ()) for id in question.same))
        return (voters | {self.find(id).by for id in question.same}) - {question.by}

    def vote(self, question: str, by: str, up: bool) -> tuple[Question, ...]:
        """Count a wish for an answer; nothing when it is counted. Raises NotFound, NotAllowed.

        Taken back it is from all that was put to the question, too; returns what changed.
        """
        known = self.find(question)
        if known.state != "open" or known.merged:
            raise NotAllowed("only a question that is open takes votes")
        if by in {known.by, *(self.find(id).by for id in known.same)}:
            raise NotAllowed("your own question has your vote")
        if (by in self._wanting(known)) == up:
            return ()
        others = [id for id in known.same if not up and by in self._voters.get(id, ())]
        for id in (*others, question):
            self.recall_vote(id, by, up)
        return (*map(self.find, others), self._counted(known))

    def recall_vote(self, question: str, by: str, up: bool) -> None:
        """Put a vote back as an event told it, after a crash."""
        voters = self._voters.setdefault(question, set())
        (voters.add if up else voters.discard)(by)

    def take_votes(self, other: Conversation) -> None:
        """Take over who voted for what."""
        self._voters = other._voters

    def recall(self, question: Question) -> None:
        """Put a question back as an event told it, after a crash."""
        self._questions[question.id] = question

    def find(self, question: str) -> Question:
        """The question. Raises NotFound."""
        known = self._questions.get(question)
        if known is None:
            raise NotFound("there is no such question")
        return known

    def _alone(self, question: str) -> Question:
        """The question, if it was not put to another. Raises NotFound, NotAllowed."""
        known = self.find(question)
        if known.merged:
            raise NotAllowed("this question was put to another one; go on with that one")
        return known

    def _put(self, question: Question) -> Question:
        self._questions[question.id] = question
        return question
