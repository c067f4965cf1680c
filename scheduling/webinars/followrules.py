"""Follow-up mails as planned, and whom a rule means. No I/O.

Rule 1: coming, going and staying is attendance, which everybody is told of; rules about it may be
used for all. What somebody asked or answered is used only while their consent to capture stands.
Rule 2: who has no seat (waiting, denied, cancelled) is never meant.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from scheduling.moments import local
from scheduling.texts import note_of, one_line
from scheduling.webinars.errors import BadField
from scheduling.words import PLACEHOLDER

MAX_SUBJECT = 150
MAX_MINUTES = 1_440
EARLY_MS = 60_000
"""Who leaves in the last minute has seen it to the end."""
PLACEHOLDERS = ("name", "title", "organisation", "host", "day")


class Rule(StrEnum):
    """What somebody must have done."""

    EVERYBODY = "everybody"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    LEFT_EARLY = "left_early"
    STAYED_LESS = "stayed_less"
    """Than so many minutes."""
    BEFORE_SLIDE = "before_slide"
    """Left before a slide was shown, and did not come back."""
    CERTIFICATE = "certificate"
    ASKED = "asked"
    POLL = "poll"
    """Answered a poll so."""
    NO_SURVEY = "no_survey"
    """Took part, and has not answered the survey."""

    @property
    def needs_consent(self) -> bool:
        """Whether it asks what somebody did."""
        return self in (Rule.ASKED, Rule.POLL, Rule.NO_SURVEY)


class FollowUpState(StrEnum):
    """draft → sent → stopped; what became of each mail, the outbox knows."""

    DRAFT = "draft"
    SENT = "sent"
    """Reviewed: its mails are queued, some perhaps for tomorrow morning."""
    STOPPED = "stopped"
    """Sent, and what waited was taken back."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule with what it needs."""

    rule: Rule
    minutes: int = 0
    slide: str = ""
    """Its key, the same in each version of a deck."""
    poll: str = ""
    choice: int = -1
    """Place of the answer among the poll's; −1: any answer."""


@dataclass(frozen=True, slots=True)
class Text:
    """What the mail says in one language."""

    subject: str
    words: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A follow-up as somebody wants it."""

    condition: Condition
    texts: Mapping[str, Text]
    """By language; the first is for those whose language is missing."""
    hour: int | None = None
    """Of the morning on which it goes, where the registrant is; None: at once."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as kept."""

    id: str
    org: str
    webinar: str
    draft: Draft
    state: FollowUpState
    created: int
    sent: int | None
    """When it was reviewed and sent off."""

    @property
    def condition(self) -> Condition:
        return self.draft.condition


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What is known of one registrant."""

    registrant: str
    came: bool = False
    no_show: bool = False
    """Had a seat, did not say that they cannot come, and did not come."""
    last_leave: int | None = None
    live_ms: int = 0
    captured: bool = False
    """Whether the consent to capture stands."""
    questions: int = 0
    answers: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Choices by poll."""
    certificate: bool = False
    surveyed: bool = False
    """Whether they have answered the survey, by name or without."""


@dataclass(frozen=True, slots=True)
class Show:
    """What was shown when."""

    end: int | None
    slides: Mapping[str, int] = field(default_factory=dict)
    """When each slide was on stage first, by key."""
    survey: bool = False
    """Whether there is one."""


def fits(condition: Condition, who: Behaviour, show: Show) -> bool:
    """Whether the rule means this registrant."""
    if condition.rule.needs_consent and not who.captured:
        return False
    return _TESTS[condition.rule](condition, who, show)


def _left_early(_: Condition, who: Behaviour, show: Show) -> bool:
    if show.end is None or who.last_leave is None or not who.live_ms:
        return False
    return who.last_leave < show.end - EARLY_MS


def _before_slide(condition: Condition, who: Behaviour, show: Show) -> bool:
    shown = show.slides.get(condition.slide)
    if shown is None or who.last_leave is None or not who.live_ms:
        return False
    return who.last_leave <= shown


def _polled(condition: Condition, who: Behaviour, _: Show) -> bool:
    given = who.answers.get(condition.poll)
    return given is not None and (condition.choice < 0 or condition.choice in given)


_TESTS: Mapping[Rule, Callable[[Condition, Behaviour, Show], bool]] = {
    Rule.EVERYBODY: lambda _c, _w, _s: True,
    Rule.ATTENDED: lambda _c, who, _s: who.came,
    Rule.NO_SHOW: lambda _c, who, _s: who.no_show,
    Rule.LEFT_EARLY: _left_early,
    Rule.STAYED_LESS: lambda c, who, _s: 0 < who.live_ms < c.minutes * 60_000,
    Rule.BEFORE_SLIDE: _before_slide,
    Rule.CERTIFICATE: lambda _c, who, _s: who.certificate,
    Rule.ASKED: lambda _c, who, _s: who.questions > 0,
    Rule.POLL: _polled,
    Rule.NO_SURVEY: lambda _c, who, show: show.survey and who.came and not who.surveyed,
}


def checked(draft: Draft, languages: Sequence[str]) -> Draft:
    """Clean values, texts in the order of the webinar's languages; raises ``BadField``."""
    condition = draft.condition
    if condition.rule is Rule.STAYED_LESS and not 1 <= condition.minutes <= MAX_MINUTES:
        raise BadField("minutes", "Give the minutes, 1 to a day of them.")
    if condition.rule is Rule.BEFORE_SLIDE and not condition.slide:
        raise BadField("slide", "Choose the slide.")
    if condition.rule is Rule.POLL and not condition.poll:
        raise BadField("poll", "Choose the poll.")
    if draft.hour is not None and not 5 <= draft.hour <= 12:
        raise BadField("hour", "A morning has the hours 5 to 12.")
    texts = {each: _text(draft.texts[each]) for each in languages if _said(draft.texts, each)}
    if languages[0] not in texts:
        raise BadField(f"subject-{languages[0]}", "Write subject and text in the main language.")
    return replace(draft, texts=texts)


def _said(texts: Mapping[str, Text], language: str) -> bool:
    text = texts.get(language)
    return text is not None and bool(text.subject.strip() or text.words.strip())


def _text(text: Text) -> Text:
    subject, words = one_line(text.subject), note_of(text.words)
    if not subject or not words:
        raise BadField("texts", "A language needs both, subject and text, or neither.")
    if len(subject) > MAX_SUBJECT:
        raise BadField("texts", f"A subject has at most {MAX_SUBJECT} characters.")
    for name in PLACEHOLDER.findall(subject + words):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
            raise BadField("texts", f"{{{name}}} is none of {known}.")
    return Text(subject, words)


def due_at(hour: int | None, zone: str, now: int) -> int:
    """When a mail goes: now, or the next time that it is ``hour`` o'clock in the zone."""
    if hour is None:
        return now
    here = local(now, zone)
    morning = here.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    if morning <= here:
        # By the wall: a night in which the clocks change has no 24 hours.
        morning = (morning.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=here.tzinfo)
    return round(morning.timestamp() * 1000)
