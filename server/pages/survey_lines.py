"""What an editor's form says of the time afterwards: survey and material, a line for each entry."""

import hashlib
from collections.abc import Iterable
from typing import Literal

from scheduling.webinars.errors import BadField
from scheduling.webinars.plans import Material, SurveyQuestion
from server.pages.barlines import lines, rows

Kind = Literal["scale", "nps", "choice", "text"]
KINDS: dict[str, Kind] = {"scale": "scale", "nps": "nps", "choice": "choice", "text": "text"}


def survey_of(text: str) -> tuple[SurveyQuestion, ...]:
    """The questions; raises ``BadField``."""
    return tuple(map(_question, rows(text, 3)))


def _question(row: list[str]) -> SurveyQuestion:
    label, kind, options = row
    if kind not in KINDS:
        raise BadField("survey", f"“{label}”: the kind is one of {', '.join(KINDS)}.")
    choices = tuple(each.strip() for each in options.split(";") if each.strip())
    return SurveyQuestion(key_of(label, kind), label, KINDS[kind], choices)


def key_of(label: str, kind: str) -> str:
    """A key that stays when questions change places, and goes when the question is another one.

    Answers are stored under it: they must never pass to a question that was not asked.
    """
    return "s" + hashlib.sha256(f"{kind}:{label}".encode()).hexdigest()[:12]


def survey_lines(questions: Iterable[SurveyQuestion]) -> str:
    """The text that means the questions."""
    return lines((each.label, each.kind, "; ".join(each.options)) for each in questions)


def material_of(text: str) -> tuple[Material, ...]:
    """The links; they are checked with the plan."""
    return tuple(Material(title, link) for title, link in rows(text, 2))
