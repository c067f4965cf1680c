"""How an HCP's pages speak of the host, and which words their scripts need."""

import pytest

from server.pages.guests import given
from server.pages.scriptwords import texts_in


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Max Stein", "Max"),
        ("Dr. Max Stein", "Dr. Max Stein"),
        ("Prof Max Stein", "Prof Max Stein"),
        ("Max", "Max"),
        ("Herr Stein", "Herr Stein"),
    ],
)
def test_how_the_host_is_spoken_of(name: str, spoken: str) -> None:
    """By the given name, whole where a title comes first."""
    assert given(name) == spoken


def test_texts_of_scripts_are_found() -> None:
    """Texts in one call or on several lines, and both forms of a plural."""
    script = 't("One {x}", { x });\n tn(\n  "{n} a",\n "{n} \\"b\\"", n); not("this"); import("no")'
    assert list(texts_in([script])) == ["One {x}", "{n} a", '{n} "b"']
