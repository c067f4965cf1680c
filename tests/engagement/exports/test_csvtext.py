"""Tables as CSV: read back by a strict reader, harmless in a spreadsheet."""

import csv
import io

import pytest

from engagement.exports import Column, Kind, Sheet, csv_chunks
from engagement.exports.csvtext import AT_ONCE
from engagement.exports.sheets import Row

COLUMNS = (
    Column("name"),
    Column("at", Kind.MOMENT),
    Column("minutes", Kind.NUMBER),
    Column("came", Kind.YES),
    Column("share", Kind.SHARE),
)


def written(*rows: Row) -> bytes:
    return b"".join(csv_chunks(Sheet("people", COLUMNS, rows)))


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def test_cells() -> None:
    """Moments are UTC with milliseconds, numbers plain, yes and no words, nothing is nothing."""
    content = written(
        ("Dr Łucja", 1_790_870_400_123, 57.25, True, 0.66666), ("", None, None, None, 0)
    )
    assert content.startswith(b"\xef\xbb\xbfname,at,minutes,came,share\r\n")
    assert read(content)[1:] == [
        ["Dr Łucja", "2026-10-01T16:00:00.123Z", "57.25", "true", "0.6667"],
        ["", "", "", "", "0"],
    ]


def test_rfc_4180() -> None:
    """Commas, quotes and line breaks inside a cell come back as they were; lines end with CRLF."""
    nasty = 'Bob, "the" Müller\r\nsecond line\nthird'
    content = written((nasty, None, None, None, None))
    assert read(content)[1][0] == nasty
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+49 30 1", "-2", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1", '=HYPERLINK("http://e")'],
)
def test_no_formula(text: str) -> None:
    """What a spreadsheet would calculate begins with an apostrophe."""
    assert read(written((text, None, None, None, None)))[1][0] == f"'{text}"


@pytest.mark.parametrize(
    "text", ["a;=1+1;b", "a; +1", 'a;"@SUM(A1)', "a\n-1;", "a\r\n=1;", "\n=1", "\t=1;"]
)
def test_no_formula_for_others(text: str) -> None:
    """Who takes the semicolon for the end of a cell, and our quotes for text, reads no formula."""
    content = written((text, None, None, None, None)).decode("utf-8-sig")
    cells = [cell for line in content.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))]
    assert "".join(read(content.encode())[1][0].split("'")) == text


def test_a_semicolon_is_a_semicolon() -> None:
    """Nothing is done to what is no formula to anybody."""
    assert (
        read(written(("Heart; Lung – 1+1=2", None, None, None, None)))[1][0]
        == "Heart; Lung – 1+1=2"
    )


def test_negative_numbers_stay_numbers() -> None:
    """A number that is below nought is no text."""
    assert read(written(("", None, -2.5, None, None)))[1][2] == "-2.5"


def test_heading_is_no_formula() -> None:
    """Questions of a form are headings, and people write them."""
    content = b"".join(csv_chunks(Sheet("x", (Column("=1+1"),), ())))
    assert read(content) == [["'=1+1"]]


def test_in_pieces() -> None:
    """A long table comes in pieces that together are the file."""
    rows = tuple((f"Dr {n}", None, None, None, None) for n in range(2 * AT_ONCE + 1))
    pieces = list(csv_chunks(Sheet("people", COLUMNS, rows)))
    assert len(pieces) == 4
    assert [row[0] for row in read(b"".join(pieces))[1:]] == [row[0] for row in rows]
