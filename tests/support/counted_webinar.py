"""What a child would count in a played webinar, without any store: a model for its report."""

from collections import Counter

from rooms import Event
from rooms import events as e
from tests.support.played_webinar import PEOPLE, Webinar


class Model:
    """Counts what happened, one thing after the other, as far as people agreed to it."""

    def __init__(self, webinar: Webinar) -> None:
        self.webinar = webinar
        self.asker: dict[str, str] = {}
        self.outcome: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.wants: set[tuple[str, str]] = set()
        self.answers: dict[tuple[str, str], tuple[int, ...]] = {}
        self.acts: Counter[tuple[str, str]] = Counter()
        for event in webinar.happened:
            self.take(event)

    def take(self, event: Event) -> None:
        mine = event.by in self.webinar.captured
        if isinstance(event, e.QuestionAsked):
            self.asked(event, mine)
        elif isinstance(event, e.QuestionAnswered):
            self.outcome[event.question.id] = str(event.question.how)
        elif isinstance(event, e.QuestionChanged):
            self.changed(event)
        elif isinstance(event, e.QuestionVoted) and mine:
            wish = (event.question_id, str(event.by))
            (self.wants.add if event.up else self.wants.discard)(wish)
        elif isinstance(event, e.PollAnswered) and mine:
            self.answers[event.poll.id, str(event.by)] = event.choices
        elif isinstance(event, e.Reacted | e.ChatPosted) and mine:
            self.acts[str(event.by), event.kind] += 1
        elif isinstance(event, e.HandRaised) and event.participant.id in self.webinar.captured:
            self.acts[event.participant.id, event.kind] += 1

    def asked(self, event: e.QuestionAsked, mine: bool) -> None:
        question = event.question
        if question.anonymous:
            self.asker[question.id] = f"nobody asked {question.id}"
        elif mine:
            self.asker[question.id] = question.by

    def changed(self, event: e.QuestionChanged) -> None:
        question = event.question
        if question.state == "open":
            self.outcome.pop(question.id, None)
        self.into.pop(question.id, None)
        if question.merged:
            self.into[question.id] = question.merged

    def root(self, question: str) -> str:
        while question in self.into:
            question = self.into[question]
        return question

    def votes(self, question: str) -> int:
        """How many others want the answer, by a vote or having asked the same."""
        people = {who for wish, who in self.wants if self.root(wish) == question}
        people |= {
            who for q, who in self.asker.items() if q != question and self.root(q) == question
        }
        return len(people - {self.asker[question]}) if question not in self.into else 0

    def questions(self) -> dict[str, tuple[str, int]]:
        return {
            id: ("merged" if id in self.into else self.outcome.get(id, "open"), self.votes(id))
            for id in self.asker
        }

    def seconds(self, who: str) -> set[int]:
        """The seconds in which somebody was connected."""
        stays = [stay for stay in self.webinar.stays if stay[0] == who]
        return {
            second for _, _, since, until in stays for second in range(since // 1000, until // 1000)
        }

    def curve(self) -> list[int]:
        minutes = range(max(1, -(-self.webinar.now // 60_000)))
        there = {who: {second // 60 for second in self.seconds(who)} for who in PEOPLE}
        return [sum(minute in there[who] for who in PEOPLE) for minute in minutes]
