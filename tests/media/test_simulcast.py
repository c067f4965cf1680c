"""Simulcast in offers and answers: layers named by rid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.simulcast import MOST_LAYERS, answer_lines, layers_to_send

CHROMIUM = ["a=rid:q send", "a=rid:h send", "a=rid:f send", "a=simulcast:send q;h;f"]


def test_layers() -> None:
    """The layers of a browser's offer, in its order; the answer takes them."""
    assert layers_to_send(CHROMIUM) == ("q", "h", "f")
    assert answer_lines(("q", "f")) == ["a=rid:q recv", "a=rid:f recv", "a=simulcast:recv q;f"]


@pytest.mark.parametrize(
    ("lines", "layers"),
    [
        (["a=rid:a send pt=96", "a=rid:b send", "a=simulcast:recv x send a;b"], ("a", "b")),
        (["a=rid:a send", "a=rid:b send", "a=simulcast:send ~b,c;a"], ("b", "a")),
        (["a=rid:a send", "a=rid:b recv", "a=simulcast:send a;b"], ()),
        (["a=rid:a send", "a=simulcast:send a"], ()),
        (["a=rid:a send", "a=rid:b send"], ()),
        (["a=rid:a send", "a=rid:b send", "a=simulcast:"], ()),
        (["a=rid: send", "a=rid:b\x00 send", "a=simulcast:send ;b\x00"], ()),
    ],
)
def test_forms(lines: list[str], layers: tuple[str, ...]) -> None:
    """Alternatives, pauses, restrictions; what names one layer or none is no simulcast."""
    assert layers_to_send(lines) == layers


def test_too_many() -> None:
    """More layers than are used are left out of the answer."""
    names = "abcdefgh"
    lines = [f"a=rid:{name} send" for name in names] + [f"a=simulcast:send {';'.join(names)}"]
    assert layers_to_send(lines) == tuple(names[:MOST_LAYERS])


def test_no_layers() -> None:
    """An offer without layers is answered without."""
    assert answer_lines(()) == []


@settings(deadline=None)
@given(st.lists(st.text(max_size=40).map("a=simulcast:".__add__) | st.text(max_size=40)))
def test_anything(lines: list[str]) -> None:
    """Whatever stands in the lines, what goes back into the answer are plain names."""
    assert all(each.isalnum() for each in layers_to_send(lines))
