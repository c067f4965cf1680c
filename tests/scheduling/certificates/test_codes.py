"""Codes of certificates: read from paper, typed by hand."""

import pytest

from scheduling.certificates import codes


def test_typed_as_people_type() -> None:
    """Case, blanks and hyphens do not matter."""
    code = codes.new()
    for typed in (code, codes.shown(code), f" {codes.shown(code).lower()} ", " ".join(code)):
        assert codes.read(typed) == code


def test_nothing_to_mix_up() -> None:
    """No code has a character that looks like another one."""
    code = "".join(codes.new() for _ in range(100))
    assert not set(code) & set("01OILU")
    assert len({codes.new() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "typed", ["", "ABC", "0" * 20, "A" * 21, "A" * 10_000, "Ä" * 20, "../" * 9]
)
def test_no_code(typed: str) -> None:
    """What can be no code is none, and the database is not asked."""
    assert codes.read(typed) is None
