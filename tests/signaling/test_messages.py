"""What a browser may say, and what is not even looked at."""

from typing import Any

import pytest

from signaling.errors import Refused
from signaling.messages import (
    MESSAGES,
    Chat,
    Engage,
    EngageBeacon,
    Join,
    Point,
    Show,
    decode,
    parse,
)
from signaling.messages.shapes import DEEPEST, MOST_EVENTS
from tests.signaling.test_roles import UUID, VALID


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_message(name: str) -> None:
    """Each message is taken in its proper form."""
    parse(MESSAGES[name], VALID[name])


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_an_unknown_field(name: str) -> None:
    """Schemas are closed: a field too many is refused."""
    refused(MESSAGES[name], VALID[name] | {"admin": True})


@pytest.mark.parametrize("name", sorted(name for name in MESSAGES if VALID[name]))
def test_a_missing_field(name: str) -> None:
    """A message without its first field is refused."""
    first, *_ = VALID[name]
    refused(MESSAGES[name], {k: v for k, v in VALID[name].items() if k != first})


@pytest.mark.parametrize("payload", [None, 1, "x", [], [{}], True, 1.5])
@pytest.mark.parametrize("name", ["chat", "end", "join"])
def test_not_an_object(name: str, payload: object) -> None:
    """A payload is an object."""
    refused(MESSAGES[name], payload)


@pytest.mark.parametrize(
    "text",
    ["", "x" * 2_001, 1, None, "nul\0", "\ud800"],
    ids=["empty", "long", "number", "null", "nul", "lone surrogate"],
)
def test_a_text_nobody_can_keep(text: object) -> None:
    """Texts are bounded, and every database can store them."""
    refused(Chat, {"id": "m1", "text": text})


def test_any_other_text_is_fine() -> None:
    """Umlauts, emoji and angle brackets are text."""
    assert parse(Chat, {"id": "m1", "text": "Ü\U0001f44b<b>"}).text == "Ü\U0001f44b<b>"


@pytest.mark.parametrize("id", ["", "x" * 65, "a b", "a/b", "ü", 5])
def test_an_id_of_another_form(id: object) -> None:
    """Ids are short and plain."""
    refused(Chat, {"id": id, "text": "x"})


@pytest.mark.parametrize("x", [-0.1, 1.1, float("nan"), float("inf"), "0.5", True])
def test_a_pointer_off_the_slide(x: object) -> None:
    """Coordinates are shares of the slide."""
    refused(Point, {"slide": 0, "x": x, "y": 0.5, "shown": True})


@pytest.mark.parametrize("slide", [-1, 10_001, 1.5, "1", True, 2**80])
def test_a_slide_number_that_is_none(slide: object) -> None:
    """Numbers are whole, and bounded."""
    refused(Show, {"version": "v1", "slide": slide})


def test_the_state_of_a_slide() -> None:
    """Small, shallow, finite."""
    good: dict[str, Any] = {"tab": "b", "list": [1, 2.5, None, True, {"x": "y"}]}
    assert parse(Show, {"version": "v1", "slide": 0, "state": good}).state == good
    deep: dict[str, Any] = {}
    for _ in range(DEEPEST + 1):
        deep = {"a": deep}
    for bad in (deep, {"a": "x" * 5_000}, {"a": float("inf")}, {"a": 2**70}, {"\ud800": 1}):
        refused(Show, {"version": "v1", "slide": 0, "state": bad})


def test_a_batch() -> None:
    """Engagement events with everything that they may have."""
    message = parse(
        Engage, batch(event(values={"visible_ms": 2_000, "x": 0.5, "e": "b", "n": None}))
    )
    assert message.events[0].values["visible_ms"] == 2_000


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "x"},
        {"seq": 0},
        {"seq": 2**32},
        {"at": -1},
        {"kind": "x" * 65},
        {"values": {str(n): n for n in range(9)}},
        {"values": {"a": [1]}},
        {"values": {"a": {"b": 1}}},
        {"values": {"a": "x" * 301}},
        {"values": {"a": float("nan")}},
        {"values": {"a": 2**70}},
        {"admin": 1},
    ],
)
def test_an_event_of_another_form(changes: dict[str, object]) -> None:
    """Bounded in every direction."""
    refused(Engage, batch(event(**changes)))


def test_a_batch_that_is_too_long() -> None:
    """So many events at once, not more."""
    parse(Engage, batch(*[event()] * MOST_EVENTS))
    refused(Engage, batch(*[event()] * (MOST_EVENTS + 1)))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'"\\ud800"', b"NaN", b"[" * 50_000, b'{"token": 1e999}'],
    ids=["empty", "cut", "list", "not utf-8", "surrogate", "nan", "deep", "endless"],
)
def test_a_body_that_is_none(body: bytes) -> None:
    """Whatever comes by HTTP, the answer is a refusal and no stack trace."""
    with pytest.raises(Refused) as error:
        decode(EngageBeacon, body)
    assert error.value.code == "bad-message"


def test_devices() -> None:
    """Three classes, and two words about the rest."""
    parse(Join, {"device": {"class": "tablet", "browser": "Firefox", "os": "Android"}})
    refused(Join, {"device": {"class": "fridge"}})
    refused(Join, {"device": {"class": "phone", "browser": "x" * 65}})


def event(**changes: object) -> dict[str, object]:
    return {"id": UUID, "seq": 1, "kind": "slide.entered", "at": 1} | changes


def batch(*events: dict[str, object]) -> dict[str, object]:
    return {"session": UUID, "sent_at": 1, "through": 1, "events": list(events)}


def refused(kind: Any, payload: object) -> None:
    with pytest.raises(Refused) as error:
        parse(kind, payload)
    assert error.value.code == "bad-message"
