"""Survey and material of a plan, and forms of answers: clean, or refused with a sentence."""

from dataclasses import replace

import pytest

from scheduling.errors import BadValue
from scheduling.webinars import SurveyQuestion, Webinars
from scheduling.webinars.errors import BadField, BadRegistration
from scheduling.webinars.goodbyes import answers, choices, material, survey
from scheduling.webinars.plans import Material
from tests.scheduling.cast import ALICE, ORG
from tests.scheduling.webinars.cast import PLAN

SURVEY = (
    SurveyQuestion("s1", " Was it\nuseful? "),
    SurveyQuestion("s2", "Would you recommend it?", "nps", ("left", "over")),
    SurveyQuestion("s3", "What next?", "choice", ("Dosing", " Dosing ", "Safety")),
    SurveyQuestion("s4", "Anything else?", "text"),
)


async def test_kept_with_the_plan(webinars: Webinars) -> None:
    """A plan keeps its survey and its material."""
    links = (Material("Full text", "https://www.example.org/a.pdf"),)
    made = await webinars.create(ORG, replace(PLAN, survey=SURVEY, material=links), ALICE)
    found = (await webinars.get(ORG, made.id)).plan
    assert found.survey == survey(SURVEY)
    assert found.material == links
    assert found.material[0].site == "www.example.org"


def test_clean() -> None:
    """Words are one line; only a choice has options, each once."""
    first, second, third, _ = survey(SURVEY)
    assert first.label == "Was it useful?"
    assert second.options == ()
    assert third.options == ("Dosing", "Safety")
    assert choices(first) == tuple("12345")
    assert choices(second)[-1] == "10"


@pytest.mark.parametrize(
    "wrong",
    [
        (SurveyQuestion("s1", ""),),
        (SurveyQuestion("s1", "x" * 201),),
        (SurveyQuestion("S 1", "Useful?"),),
        (SurveyQuestion("s1", "Useful?"), SurveyQuestion("s1", "Useful?")),
        (SurveyQuestion("s1", "Which?", "choice", ("only one",)),),
        tuple(SurveyQuestion(f"s{n}", f"{n}?") for n in range(11)),
    ],
)
def test_no_survey(wrong: tuple[SurveyQuestion, ...]) -> None:
    """Without words, twice, with one answer, too many: refused at its field."""
    with pytest.raises(BadField) as refused:
        survey(wrong)
    assert refused.value.field == "survey"


@pytest.mark.parametrize(
    "link",
    ["", "http://example.org", "javascript:alert(1)", "https://", "https://a b", "https://[x"]
    + ["https://user@example.org", "https://example.org/" + "x" * 1_000],
)
def test_no_link(link: str) -> None:
    """Only https, to a named host, without a user's name before it."""
    with pytest.raises(BadField) as refused:
        material((Material("Full text", link),))
    assert refused.value.field == "material"


def test_answers() -> None:
    """Clean answers to what was asked; free text only where it is taken."""
    given = {"s1": "4", "s3": "Safety", "s4": " More\r\ncases ", "s9": "stranger"}
    asked = survey(SURVEY)
    assert answers(given, asked, texts=True) == {"s1": "4", "s3": "Safety", "s4": "More\ncases"}
    assert answers(given, asked, texts=False) == {"s1": "4", "s3": "Safety"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "survey"),
        ({"s1": "0"}, "s1"),
        ({"s1": "４"}, "s1"),
        ({"s2": "11"}, "s2"),
        ({"s3": "Both"}, "s3"),
        ({"s4": "x" * 1_001}, "s4"),
    ],
)
def test_no_answers(given: dict[str, str], field: str) -> None:
    """Nothing at all, or what is no answer to the question."""
    with pytest.raises(BadRegistration) as refused:
        answers(given, survey(SURVEY), texts=True)
    assert refused.value.field == field
    assert isinstance(refused.value, BadValue)
