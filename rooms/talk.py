"""What is said and asked in a room: chat, questions, announcements.

Rule 1: what attendees write reaches whom the chat's mode says; the crew always has a channel of its
own. In a webinar that shows no names, attendees are not told whose a line or a question is.
Rule 2: where questions are moderated the audience sees one when a host lets it through; whoever
asked sees their own at once.
Rule 3: a question that was given to a member of the crew is answered by them, or by the hosts.
"""

from __future__ import annotations

from collections.abc import Sequence

from rooms import events as e
from rooms.conversation import QUESTIONS_EACH
from rooms.errors import NotAllowed, TooMany
from rooms.ledger import Events, Ledger
from rooms.people import Announcement, Channel, ChatMode, How, Message, Question
from rooms.roles import CREW, HOSTS, Role
from rooms.roster import Person
from rooms.snapshot import ANNOUNCEMENTS_KEPT


class Talk:
    """Who says what to whom."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    # -- chat ------------------------------------------------------------------------------

    def chat(self, by: str, id: str, text: str, now: int, channel: Channel = "all") -> Events:
        """Somebody writes a line of chat.

        Raises NotAllowed when the chat is off for them, TooMany when they wrote a moment ago.
        """
        person = self._ledger.must(by, "chat")
        if self._ledger.talk.knows(id):
            return ()
        reach = self._channel(person, channel)
        message = Message(
            id, by, person.public.name, text, now, reach, self._is_private(person.public.role)
        )
        self._must_have_waited(person, now)
        self._ledger.talk.post(message)
        person.wrote_at = now
        return (e.ChatPosted(*self._ledger.stamp(now, by), message),)

    def _channel(self, person: Person, wanted: Channel) -> Channel:
        if person.public.role in CREW:
            return wanted
        mode = self._ledger.talk.mode
        if mode == "off" or wanted == "crew":
            raise NotAllowed("the hosts have closed the chat")
        return "hosts" if mode == "hosts" else wanted

    def _must_have_waited(self, person: Person, now: int) -> None:
        if person.public.role in CREW or person.wrote_at is None:
            return
        left = person.wrote_at + 1_000 * self._ledger.talk.slow - now
        if left > 0:
            raise TooMany(f"the chat is slow for now: write again in {-(-left // 1_000)} s")

    def _is_private(self, role: Role) -> bool:
        plan = self._ledger.plan
        return plan.webinar and not plan.names_shown and role is Role.ATTENDEE

    def remove_message(self, by: str, message: str, now: int) -> Events:
        """A host takes a line out of the chat."""
        self._ledger.must(by, "remove_message")
        if not self._ledger.talk.remove(message):
            return ()
        return (e.MessageRemoved(*self._ledger.stamp(now, by), message),)

    def chat_mode(self, by: str, mode: ChatMode, now: int, slow: int = 0) -> Events:
        """The hosts say who reads what attendees write, and how often they write (seconds)."""
        self._ledger.must(by, "chat_mode")
        talk = self._ledger.talk
        if (talk.mode, talk.slow) == (mode, slow):
            return ()
        talk.mode, talk.slow = mode, slow
        return (e.ChatModeSet(*self._ledger.stamp(now, by), mode, slow),)

    # -- announcements ---------------------------------------------------------------------

    def announce(
        self,
        by: str,
        id: str,
        text: str,
        link: str,
        now: int,
        for_ms: int = 0,
        download: str = "",
    ) -> Events:
        """The hosts tell everybody something, for so long (0: until they take it back).

        Raises NotAllowed when ``download`` may not be given away.
        """
        self._ledger.must(by, "announce")
        known = self._ledger.announcements
        if download and download not in self._ledger.plan.handouts:
            raise NotAllowed("the plan does not let this deck be taken home")
        if any(each.id == id for each in known):
            return ()
        told = Announcement(id, text, link, now, now + for_ms if for_ms else None, download)
        self._ledger.announcements = (*known, told)[-ANNOUNCEMENTS_KEPT:]
        return (e.Announced(*self._ledger.stamp(now, by), told),)

    def remove_announcement(self, by: str, announcement: str, now: int) -> Events:
        """The hosts take an announcement back."""
        self._ledger.must(by, "remove_announcement")
        gone = [each for each in self._ledger.announcements if each.id == announcement]
        return self._forget(gone, by, now)

    def expire(self, now: int) -> Events:
        """Announcements go whose time is over."""
        due = [a for a in self._ledger.announcements if a.until is not None and a.until <= now]
        return self._forget(due, None, now)

    def next_expiry(self) -> int | None:
        """When ``expire`` has something to do."""
        ends = [each.until for each in self._ledger.announcements if each.until is not None]
        return min(ends, default=None)

    def _forget(self, gone: Sequence[Announcement], by: str | None, now: int) -> Events:
        kept = tuple(each for each in self._ledger.announcements if each not in gone)
        self._ledger.announcements = kept
        stamp = self._ledger.stamp
        return tuple(e.AnnouncementRemoved(*stamp(now, by), each.id) for each in gone)

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
        self._must_leave_room(person, id)
        if not self._ledger.talk.ask(question):
            return ()
        return (e.QuestionAsked(*self._ledger.stamp(now, by), question),)

    def _must_leave_room(self, person: Person, question: str) -> None:
        """Raise TooMany for somebody of the audience who has asked enough."""
        talk, who = self._ledger.talk, person.public
        if who.role in CREW or talk.has_question(question):
            return
        if talk.asked_by(who.id) >= QUESTIONS_EACH:
            raise TooMany(f"one person may ask {QUESTIONS_EACH} questions")

    def vote(self, by: str, question: str, up: bool, now: int) -> Events:
        """Somebody wants to hear the answer, too. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "vote")
        counted = self._ledger.talk.vote(question, by, up)
        stamp = self._ledger.stamp
        return tuple(e.QuestionVoted(*stamp(now, by), q.id, q.votes, up) for q in counted)

    def answer(
        self,
        by: str,
        question: str,
        how: How,
        text: str | None,
        now: int,
        whispered: bool = False,
    ) -> Events:
        """Settle a question: answered live, in writing (``whispered``: to whoever asked alone),
        or dismissed, with a reason for whoever asked if there is one.

        Raises NotFound, NotAllowed (somebody else's, merged, no words).
        """
        self._must_tend(by, "answer", question)
        written = whispered and how == "written"
        settled = self._ledger.talk.answer(question, how, text, written)
        if settled is None:
            return ()
        return (e.QuestionAnswered(*self._ledger.stamp(now, by), settled),)

    def take_question(self, by: str, question: str, taken: bool, now: int) -> Events:
        """Begin to answer a question aloud, or put it back. Raises NotFound, NotAllowed."""
        self._must_tend(by, "take_question", question)
        return self._changed(by, now, *self._ledger.talk.take(question, taken))

    def _must_tend(self, by: str, action: str, question: str) -> None:
        person = self._ledger.must(by, action)
        mine = self._ledger.talk.find(question).assigned == by
        if person.public.role not in HOSTS and not mine:
            raise NotAllowed("this question was not given to you")

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

    def separate_question(self, by: str, question: str, now: int) -> Events:
        """Take back that a question was put to another. Raises NotFound, NotAllowed."""
        self._ledger.must(by, "separate_question")
        return self._changed(by, now, *self._ledger.talk.separate(question))

    def _changed(self, by: str, now: int, *questions: Question) -> Events:
        stamp = self._ledger.stamp
        return tuple(e.QuestionChanged(*stamp(now, by), question) for question in questions)
