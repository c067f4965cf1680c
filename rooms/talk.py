"""What is said and asked in a room: chat, questions, announcements.

Rule 1: what attendees write reaches whom the chat's mode says; the crew always has a channel of its
own. In a webinar that shows no names, attendees are not told whose a line or a question is.
Rule 2: where questions are moderated the audience sees one when a host lets it through; whoever
asked sees their own at once.
"""

from __future__ import annotations

from rooms import events as e
from rooms.errors import NotAllowed
from rooms.ledger import Events, Ledger
from rooms.people import Announcement, Channel, ChatMode, How, Message, Question
from rooms.roles import CREW, Role
from rooms.roster import Person
from rooms.snapshot import ANNOUNCEMENTS_KEPT


class Talk:
    """Who says what to whom."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # -- chat ------------------------------------------------------------------------------

    def chat(self, by: str, id: str, text: str, now: int, channel: Channel = "all") -> Events:
        """Somebody writes a line of chat. Raises NotAllowed when the chat is off for them."""
        person = self._ledger.must(by, "chat")
        reach = self._channel(person, channel)
        message = Message(
            id, by, person.public.name, text, now, reach, self._is_private(person.public.role)
        )
        if not self._ledger.talk.post(message):
            return ()
        return (e.ChatPosted(*self._ledger.stamp(now, by), message),)

    def _channel(self, person: Person, wanted: Channel) -> Channel:
        if person.public.role in CREW:
            return wanted
        mode = self._ledger.talk.mode
        if mode == "off" or wanted == "crew":
            raise NotAllowed("the hosts have closed the chat")
        return "hosts" if mode == "hosts" else wanted

    def _is_private(self, role: Role) -> bool:
        plan = self._ledger.plan
        return plan.webinar and not plan.names_shown and role is Role.ATTENDEE

    def remove_message(self, by: str, message: str, now: int) -> Events:
        """A host takes a line out of the chat."""
        self._ledger.must(by, "remove_message")
        if not self._ledger.talk.remove(message):
            return ()
        return (e.MessageRemoved(*self._ledger.stamp(now, by), message),)

    def chat_mode(self, by: str, mode: ChatMode, now: int) -> Events:
        """The hosts say who reads what attendees write, or that they write nothing."""
        self._ledger.must(by, "chat_mode")
        if self._ledger.talk.mode == mode:
            return ()
        self._ledger.talk.mode = mode
        return (e.ChatModeSet(*self._ledger.stamp(now, by), mode),)

    def announce(self, by: str, id: str, text: str, link: str, now: int) -> Events:
        """The hosts tell everybody something."""
        self._ledger.must(by, "announce")
        known = self._ledger.announcements
        if any(each.id == id for each in known):
            return ()
        told = Announcement(id, text, link, now)
        self._ledger.announcements = (*known, told)[-ANNOUNCEMENTS_KEPT:]
        return (e.Announced(*self._ledger.stamp(now, by), told),)

    # -- questions -------------------------------------------------------------------------

    def ask(self, by: str, id: str, text: str, now: int, anonymous: bool = False) -> Events:
        """Somebody asks a question. Raises TooMany, NotAllowed (without a name) besides."""
        person, plan = self._ledger.must(by, "ask"), self._ledger.plan
        if anonymous and not plan.anonymous:
            raise NotAllowed("questions here bear a name")
        waits = plan.moderated and person.public.role not in CREW
        question = Question(
            id,
            by,
            "" if anonymous else person.public.name,
            text,
            now,
            state="pending" if waits else "open",
            private=anonymous or self._is_private(person.public.role),
        )
        if not self._ledger.talk.ask(question):
            return ()
        return (e.QuestionAsked(*self._ledger.stamp(now, by), question),)

    def vote(self, by: str, question: str, up: bool, now: int) -> Events:
        """Somebody wants to hear the answer, too. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "vote")
        votes = self._ledger.talk.vote(question, by, up)
        if votes is None:
            return ()
        return (e.QuestionVoted(*self._ledger.stamp(now, by), question, votes, up),)

    def answer(self, by: str, question: str, how: How, text: str | None, now: int) -> Events:
        """Settle a question: answered live, in writing, or dismissed. Raises NotFound."""
        self._ledger.must(by, "answer")
        settled = self._ledger.talk.answer(question, how, text)
        return (e.QuestionAnswered(*self._ledger.stamp(now, by), settled),)

    def open_question(self, by: str, question: str, now: int) -> Events:
        """Let a question through to the audience, or take it up again. Raises NotFound."""
        self._ledger.must(by, "open_question")
        opened = self._ledger.talk.open(question)
        return self._changed(by, now, *([opened] if opened else []))

    def assign_question(self, by: str, question: str, whom: str | None, now: int) -> Events:
        """Give a question to somebody of the crew. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "assign_question")
        if whom is not None and self._ledger.roster.find(whom).public.role not in CREW:
            raise NotAllowed("only the crew answers questions")
        given = self._ledger.talk.assign(question, whom)
        return self._changed(by, now, *([given] if given else []))

    def merge_questions(self, by: str, question: str, into: str, now: int) -> Events:
        """Put a question to one that asks the same. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "merge_questions")
        return self._changed(by, now, *self._ledger.talk.merge(question, into))

    def _changed(self, by: str, now: int, *questions: Question) -> Events:
        stamp = self._ledger.stamp
        return tuple(e.QuestionChanged(*stamp(now, by), question) for question in questions)
