"""Kinds of events: closed values, and who may make them."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.errors import Invalid
from engagement.kinds import KINDS, ConsentKind, Source, kind_of, parse_values

GOOD: dict[str, dict[str, Any]] = {
    "slide.left": {"visible_ms": 900, "total_ms": 1_000},
    "pointer.clicked": {"x": 0.5, "y": 1, "element": "button#more"},
    "slide.zoomed": {"scale": 2.5, "x": 0, "y": 0.1},
    "attention.idle": {"idle_ms": 60_000},
    "quality.measured": {
        **{"measured_ms": 60_000, "loss": 0.01, "kbps": 900, "score": 3.5},
        **{"worst": 2, "rtt_ms": 20.5},
    },
    "quality.sampled": {"rtt_ms": 20.5, "loss": 0.01, "kbps": 900},
    "device.reported": {"class": "phone", "browser": "Safari", "os": "iOS"},
    "capture.dropped": {"count": 3},
    "slide.shown": {"deck": "d", "sha256": "ab" * 32},
    "slide.reaction": {"reaction": "positive", "about": "bob"},
    "reaction.sent": {"reaction": "clap"},
    "question.asked": {"question": "q1", "text": "How often?"},
    "question.answered": {"question": "q1", "how": "live"},
    "chat.posted": {"message": "m1", "text": "Hello"},
    "question.voted": {"question": "q1", "up": True},
    "question.merged": {"question": "q1", "into": "q2"},
    "question.separated": {"question": "q1"},
    "question.reopened": {"question": "q1"},
    "chat.removed": {"message": "m1"},
    "announcement.made": {"announcement": "a1", "text": "Soon", "link": "https://x.example"},
    "announcement.removed": {"announcement": "a1"},
    "link.clicked": {"announcement": "a1"},
    "material.downloaded": {"announcement": "a1", "version": "v1", "sha256": "ab" * 32},
    "poll.moved": {
        "poll": "p1",
        "state": "open",
        "kind": "single",
        "question": "Which?",
        "options": ["a", "b"],
    },
    "agenda.started": {"item": 0, "title": "Welcome", "minutes": 5, "started": True},
    "poll.answered": {"poll": "p1", "choices": [0]},
    "survey.answered": {"question": "s1", "kind": "nps", "label": "Well?", "number": 9},
    "material.opened": {"title": "Handout", "link": "https://example.org/handout"},
    "participant.joined": {"role": "attendee", "device": "tablet"},
    "participant.left": {"reason": "lost"},
    "meeting.ended": {"reason": "host"},
}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_parse_values(name: str) -> None:
    """Each kind takes what it is made for, and gives it back as it is stored."""
    values = GOOD.get(name, {})
    assert parse_values(KINDS[name], values) == values


@pytest.mark.parametrize("name", sorted(KINDS))
def test_unknown_name(name: str) -> None:
    """Each kind refuses a name that it does not know."""
    with pytest.raises(Invalid):
        parse_values(KINDS[name], GOOD.get(name, {}) | {"extra": 1})


def test_absent_values_are_not_stored() -> None:
    """A value that was not measured is not in the row."""
    assert parse_values(KINDS["quality.sampled"], {"rtt_ms": 5, "loss": None}) == {"rtt_ms": 5}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("pointer.clicked", {"x": 1.01, "y": 0}),
        ("pointer.clicked", {"x": -0.01, "y": 0}),
        ("pointer.clicked", {"x": math.nan, "y": 0}),
        ("pointer.clicked", {"x": "0.5", "y": 0}),
        ("pointer.clicked", {"x": True, "y": 0}),
        ("pointer.clicked", {"y": 0}),
        ("pointer.clicked", {"x": 0, "y": 0, "element": "x" * 201}),
        ("pointer.clicked", {"x": 0, "y": 0, "element": "\ud800"}),
        ("slide.zoomed", {"scale": math.inf, "x": 0, "y": 0}),
        ("slide.zoomed", {"scale": 0, "x": 0, "y": 0}),
        ("slide.left", {"visible_ms": -1, "total_ms": 0}),
        ("slide.left", {"visible_ms": 1.5, "total_ms": 2}),
        ("slide.left", {"visible_ms": 1, "total_ms": 10**12}),
        ("device.reported", {"class": "fridge"}),
        ("capture.dropped", {"count": 0}),
        ("slide.reaction", {"reaction": "bored"}),
        ("quality.sampled", {"loss": 2}),
        ("quality.measured", {"measured_ms": 1, "loss": 0, "kbps": 0, "score": 5, "worst": 0}),
    ],
)
def test_bad_values(name: str, values: dict[str, Any]) -> None:
    """Out of bounds, of the wrong type, missing, or no text at all."""
    with pytest.raises(Invalid):
        parse_values(KINDS[name], values)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["x", "y", "element", "scale", "count", "class", "text", "visible_ms"])


@given(st.sampled_from(sorted(KINDS)), st.dictionaries(names | st.text(), json_like, max_size=4))
def test_any_values(name: str, values: dict[str, Any]) -> None:
    """Whatever comes is stored as it is understood, or refused by ``Invalid``; nothing else."""
    try:
        stored = parse_values(KINDS[name], values)
    except Invalid:
        return
    assert parse_values(KINDS[name], stored) == stored


def test_kind_of() -> None:
    """A browser makes the events of a browser."""
    assert kind_of("slide.entered", Source.CLIENT).on_slide


@pytest.mark.parametrize("name", ["slide.shown", "meeting.ended", "", "slide", "SLIDE.ENTERED"])
def test_kind_of_others(name: str) -> None:
    """A browser does not speak for the room, and makes no kinds of its own."""
    with pytest.raises(Invalid):
        kind_of(name, Source.CLIENT)


def test_without_consent_only_attendance() -> None:
    """All that is kept without consent is coming, going, and what our own people do."""
    assert {name for name, kind in KINDS.items() if kind.consent is None} == {
        *("meeting.started", "meeting.ended", "participant.joined", "participant.left"),
        *("slide.shown", "slide.reaction", "poll.moved", "agenda.started"),
        *("chat.removed", "announcement.made", "announcement.removed", "question.merged"),
        *("question.separated", "question.reopened"),
        *("show.paused", "show.resumed"),
    }


def test_attention_needs_its_own_consent() -> None:
    """Every attention event, and no other, needs consent to attention."""
    for name, kind in KINDS.items():
        assert name.startswith("attention.") == (kind.consent is ConsentKind.ATTENTION)
