"""Chat and questions. Ids come from the browsers: one that is known is a repetition."""

from __future__ import annotations

from dataclasses import replace

from rooms.errors import NotFound, TooMany
from rooms.people import How, Message, Question, QuestionState
from rooms.snapshot import CHAT_KEPT

QUESTIONS_KEPT = 500
"""More questions than this are refused: every newcomer is given all of them."""


class Conversation:
    """What was said in a room."""

    def __init__(
        self, chat: tuple[Message, ...] = (), questions: tuple[Question, ...] = ()
    ) -> None:
        self._chat = chat
        self._questions = {question.id: question for question in questions}

    @property
    def chat(self) -> tuple[Message, ...]:
        """The last lines."""
        return self._chat

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they were asked."""
        return tuple(self._questions.values())

    def post(self, message: Message) -> bool:
        """Keep a line; False when it is a repetition."""
        if any(known.id == message.id for known in self._chat):
            return False
        self._chat = (*self._chat, message)[-CHAT_KEPT:]
        return True

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
        known = self._questions.get(question)
        if known is None:
            raise NotFound("there is no such question")
        state: QuestionState = "dismissed" if how == "dismissed" else "answered"
        settled = replace(known, state=state, how=how, answer=text)
        self._questions[question] = settled
        return settled
