"""The form of a follow-up as it is posted, and the draft that it means; what people can choose."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from engagement.audience import AudienceReport
from scheduling.webinars.errors import BadField
from scheduling.webinars.followreview import MOST_MARKS
from scheduling.webinars.followrules import Condition, Draft, FollowUp, Rule, Text
from scheduling.webinars.plans import Webinar
from server.http import services

Line = Annotated[str, msgspec.Meta(max_length=2_000)]
Prose = Annotated[str, msgspec.Meta(max_length=10_000)]
Choices = Sequence[tuple[str, str]]

RULES: Choices = (
    ("everybody", "Everybody with a seat"),
    ("attended", "Took part"),
    ("no_show", "Did not come"),
    ("left_early", "Left before the end"),
    ("stayed_less", "Stayed less than so many minutes"),
    ("before_slide", "Left before a slide was shown"),
    ("certificate", "Earned the certificate"),
    ("asked", "Asked a question"),
    ("poll", "Answered a poll"),
    ("no_survey", "Took part, and did not answer the survey"),
)
HOURS: Choices = (
    ("", "At once, after the review"),
    *(
        (str(hour), f"Next morning at {hour:02}:00, where the registrant is")
        for hour in range(6, 12)
    ),
)


class Form(msgspec.Struct, forbid_unknown_fields=True, rename=lambda name: name.replace("_", "-")):
    """A field for each text: languages are those of the pages."""

    act: Literal["save", "preview", "test", "send", "stop", "remove"] = "save"
    rule: Rule = Rule.ATTENDED
    minutes: Line = ""
    slide: Line = ""
    poll: Line = ""
    hour: Line = ""
    reviewed: Annotated[str, msgspec.Meta(max_length=MOST_MARKS)] = ""
    """What stood on the page that somebody looked at (``followreview.Review``)."""
    subject_en: Line = ""
    words_en: Prose = ""
    subject_de: Line = ""
    words_de: Prose = ""
    subject_fr: Line = ""
    words_fr: Prose = ""
    subject_es: Line = ""
    words_es: Prose = ""


def draft_of(form: Form, webinar: Webinar) -> Draft:
    """The draft that the form means; raises ``BadField``."""
    poll, _, choice = form.poll.rpartition("#")
    condition = Condition(
        form.rule,
        minutes=_number("minutes", form.minutes) if form.rule is Rule.STAYED_LESS else 0,
        slide=form.slide if form.rule is Rule.BEFORE_SLIDE else "",
        poll=poll if form.rule is Rule.POLL else "",
        choice=int(choice) if form.rule is Rule.POLL and choice.isdecimal() else -1,
    )
    texts = {each: text_in(form, each) for each in webinar.plan.languages}
    return Draft(condition, texts, _number("hour", form.hour) if form.hour else None)


def text_in(form: Form, language: str) -> Text:
    """What was written in one language."""
    return Text(getattr(form, f"subject_{language}"), getattr(form, f"words_{language}"))


def form_of(found: FollowUp) -> Form:
    """The form that means the follow-up."""
    draft, condition = found.draft, found.condition
    form = Form(
        rule=condition.rule,
        minutes=str(condition.minutes or ""),
        slide=condition.slide,
        poll=f"{condition.poll}#{condition.choice if condition.choice >= 0 else ''}"
        if condition.poll
        else "",
        hour="" if draft.hour is None else str(draft.hour),
    )
    for language, text in draft.texts.items():
        setattr(form, f"subject_{language}", text.subject)
        setattr(form, f"words_{language}", text.words)
    return form


async def slides_of(request: web.Request, webinar: Webinar, report: AudienceReport) -> Choices:
    """Slides to choose: those that were shown, and those of the planned decks."""
    found = {
        band.key or f"{band.version}/{band.slide}": band.title or f"Slide {band.slide + 1}"
        for band in report.bands
    }
    for id in webinar.plan.decks:
        version = await services(request).decks.version(webinar.meeting.org, id)
        for slide in version.slides:
            found.setdefault(slide.key, slide.title or f"Slide {slide.number + 1}")
    return tuple(found.items())


def polls_of(report: AudienceReport) -> Choices:
    """Polls to choose, with any answer and with each."""
    found: list[tuple[str, str]] = []
    for poll in report.polls:
        found.append((f"{poll.poll}#", f"{poll.question}: any answer"))
        found += [
            (f"{poll.poll}#{place}", f"{poll.question}: {choice.text}")
            for place, choice in enumerate(poll.choices)
            if poll.kind in ("single", "multiple")
        ]
    return tuple(found)


def in_words(condition: Condition, slides: Choices, polls: Choices) -> str:
    """The rule as a line of a list."""
    if condition.rule is Rule.STAYED_LESS:
        return f"Stayed less than {condition.minutes} minutes"
    if condition.rule is Rule.BEFORE_SLIDE:
        return f"Left before “{dict(slides).get(condition.slide, condition.slide)}” was shown"
    if condition.rule is Rule.POLL:
        key = f"{condition.poll}#{condition.choice if condition.choice >= 0 else ''}"
        return f"Answered “{dict(polls).get(key, condition.poll)}”"
    return dict(RULES)[condition.rule.value]


def _number(field: str, text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 5:
        raise BadField(field, f"“{text}” is no number." if text else "A number is missing.")
    return int(text)
