"""Survey and material in the editor of a webinar."""

import pytest

from accounts import StaffRole
from scheduling.webinars.plans import Material
from server.pages.survey_lines import key_of, survey_lines, survey_of
from tests.server.test_webinar_pages import FORM
from tests.support.site import Site

SURVEY = "Was it useful? | scale\nWhat next? | choice | Dosing; Safety\nAnything else? | text"


async def test_in_the_editor(site: Site) -> None:
    """The form keeps survey and material, and shows them again as they were typed."""
    marketing = await site.person(StaffRole.MARKETING)
    form = FORM | {"survey": SURVEY, "material": "Full text | https://www.example.org/a.pdf"}
    made = await marketing.post("/webinars", form)
    webinar = await site.services.webinars.get(site.org.id, made.location.rpartition("/")[2])
    assert [each.kind for each in webinar.plan.survey] == ["scale", "choice", "text"]
    assert webinar.plan.survey[1].options == ("Dosing", "Safety")
    assert webinar.plan.material == (Material("Full text", "https://www.example.org/a.pdf"),)
    editor = await marketing.get(f"{made.location}/edit")
    assert "What next? | choice | Dosing; Safety" in editor.body
    assert "Full text | https://www.example.org/a.pdf" in editor.body


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("survey", "Useful? | stars", "the kind is one of scale, nps, choice, text"),
        ("survey", "Which? | choice | One", "needs 2 to 12 answers"),
        ("material", "Full text | http://example.org", "needs a link such as https://"),
    ],
)
async def test_mistakes(site: Site, field: str, text: str, words: str) -> None:
    """What cannot be used is said beside its field, and comes back."""
    marketing = await site.person(StaffRole.MARKETING)
    refused = await marketing.post("/webinars", FORM | {field: text})
    assert refused.status == 422
    assert words in refused.words
    assert text in refused.body


def test_keys() -> None:
    """A question keeps its key wherever it stands; another question has another key."""
    first, second, _ = survey_of(SURVEY)
    assert survey_of(survey_lines((second, first))) == (second, first)
    assert first.key == key_of("Was it useful?", "scale")
    assert len({key_of("A?", "scale"), key_of("B?", "scale"), key_of("A?", "nps")}) == 3
