"""The golden cases: the room's ``apply`` and the browser's are held to the same answers."""

import json

from rooms.events import EVENTS
from tests.support.golden import GOLDEN, cases


def test_the_golden_cases_are_current() -> None:
    """``python -m tests.support.golden`` was run after the last change of the rules."""
    assert json.loads(GOLDEN.read_text())["cases"] == cases()


def test_every_kind_of_event_has_a_case() -> None:
    """A new event must be in the story."""
    told = {str(case["name"]).split(" ")[1].rstrip(",") for case in cases()}
    assert told | {"hidden"} == {event.kind for event in EVENTS}
