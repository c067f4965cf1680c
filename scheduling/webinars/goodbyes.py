"""What a plan holds ready for the end, made clean: survey and material; and a form of answers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from scheduling.texts import note_of, one_line
from scheduling.webinars.errors import BadField, BadRegistration
from scheduling.webinars.plans import Material, SurveyQuestion
from scheduling.words import N_

SURVEY_MS = 30 * 86_400_000
"""So long after the end the survey can be answered, and answers can be changed."""
MAX_QUESTIONS = 10
MAX_MATERIAL = 10
MAX_OPTIONS = 12
MAX_LINE = 200
MAX_LINK = 1_000
MAX_TEXT = 1_000

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def survey(questions: tuple[SurveyQuestion, ...]) -> tuple[SurveyQuestion, ...]:
    """Clean questions; raises ``BadField``."""
    if len(questions) > MAX_QUESTIONS:
        raise BadField("survey", f"A survey has at most {MAX_QUESTIONS} questions.")
    clean = tuple(map(_question, questions))
    if len({each.key for each in clean}) < len(clean):
        raise BadField("survey", "Two questions of the survey are the same.")
    return clean


def _question(question: SurveyQuestion) -> SurveyQuestion:
    label = one_line(question.label)
    if not 1 <= len(label) <= MAX_LINE or not _KEY.fullmatch(question.key):
        raise BadField("survey", f"A question needs words, {MAX_LINE} characters at most.")
    if question.kind != "choice":
        return replace(question, label=label, options=())
    options = tuple(dict.fromkeys(one_line(each) for each in question.options if each.strip()))
    fits = 2 <= len(options) <= MAX_OPTIONS and all(len(each) <= MAX_LINE for each in options)
    if not fits:
        raise BadField("survey", f"“{label}” needs 2 to {MAX_OPTIONS} answers to choose from.")
    return replace(question, label=label, options=options)


def material(links: tuple[Material, ...]) -> tuple[Material, ...]:
    """Clean links; raises ``BadField``."""
    if len(links) > MAX_MATERIAL:
        raise BadField("material", f"Offer at most {MAX_MATERIAL} links.")
    return tuple(map(_link, links))


def _link(given: Material) -> Material:
    title, link = one_line(given.title), given.link.strip()
    if not 1 <= len(title) <= MAX_LINE:
        raise BadField("material", f"A link needs a title, {MAX_LINE} characters at most.")
    try:
        parts = urlsplit(link)
        named = bool(parts.hostname) and parts.scheme == "https" and "@" not in parts.netloc
    except ValueError:
        named = False
    if not named or len(link) > MAX_LINK or any(c.isspace() or not c.isprintable() for c in link):
        raise BadField("material", f"“{title}” needs a link such as https://www.example.org/a.pdf.")
    return Material(title, link)


def answers(
    given: Mapping[str, str], questions: tuple[SurveyQuestion, ...], *, texts: bool
) -> dict[str, str]:
    """Clean answers to the questions that were asked; ``texts``: free text is taken, too.

    Raises ``BadRegistration`` for one that is none, and when nothing was answered at all.
    """
    asked = [each for each in questions if texts or each.kind != "text"]
    found = {each.key: _answer(given.get(each.key, ""), each) for each in asked}
    clean = {key: answer for key, answer in found.items() if answer}
    if not clean:
        raise BadRegistration("survey", N_("Please answer one question at least."))
    return clean


def _answer(given: str, question: SurveyQuestion) -> str:
    answer = note_of(given[: 2 * MAX_TEXT])
    if question.kind == "text":
        if len(given) > MAX_TEXT:
            most = N_("Please write at most {most} characters.")
            raise BadRegistration(question.key, most, most=MAX_TEXT)
        return answer
    if answer and answer not in choices(question):
        wrong = N_("Please choose among the answers: {question}")
        raise BadRegistration(question.key, wrong, question=question.label)
    return answer


def choices(question: SurveyQuestion) -> tuple[str, ...]:
    """What can be answered to a question that is no free text."""
    if question.kind == "scale":
        return tuple(map(str, range(1, 6)))
    return tuple(map(str, range(11))) if question.kind == "nps" else question.options
