"""The call report's form: what is taken, and what must be there before a signature."""

import msgspec
import pytest

from server.pages.report_form import draft_of, form_type, missing
from server.pages.report_view import Completeness, Draft, Message

MESSAGES = [
    Message(0, "k-efficacy", "Works", "Efficacy", True),
    Message(1, "k-safety", "Is safe", "Safety", False),
]


def posted(**values: object) -> Draft:
    return draft_of(msgspec.convert(values, form_type(MESSAGES), strict=False), MESSAGES)


def test_draft() -> None:
    """Stances go to the key of their slide; what was not discussed is left out."""
    draft = posted(
        stance_0="positive",
        stance_1="none",
        topic=["dosing", "access", "dosing"],
        next_step="Send the data",
        adverse_event="no",
    )
    assert draft == Draft(
        stances={"k-efficacy": "positive"},
        topics_open=("dosing", "access"),
        next_step="Send the data",
        adverse_event=False,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"stance_2": "positive"},
        {"stance_0": "enthusiastic"},
        {"adverse_event": "maybe"},
        {"signed_name": "Somebody else"},
        {"note": "x" * 4_001},
    ],
    ids=["message that is not there", "stance", "adverse event", "unknown field", "too long"],
)
def test_closed(values: dict[str, object]) -> None:
    """A field or a value that the form does not have is refused."""
    with pytest.raises(msgspec.ValidationError):
        posted(**values)


def test_adverse_event_must_be_answered() -> None:
    """No signature before the question is answered; yes and no are both answers."""
    assert set(missing(posted(), amending=False)) == {"adverse_event"}
    assert missing(posted(adverse_event="yes"), amending=False) == {}


def test_amendment_needs_a_reason() -> None:
    """An amendment without a reason is not signed."""
    assert set(missing(posted(adverse_event="no"), amending=True)) == {"reason"}
    assert missing(posted(adverse_event="no", reason="Wrong stance"), amending=True) == {}


def test_completeness_in_words() -> None:
    """The figure is said as it is, and a hole is explained."""
    assert Completeness(412, 412).words == "412 of 412 events"
    assert Completeness(412, 412).whole
    assert Completeness(1, 2).explanation.startswith("1 event has not arrived yet.")
    assert Completeness(0, 0).words == "No events captured"
