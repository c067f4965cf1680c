"""Tables as a workbook, read back with another library than the one that wrote it."""

import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from engagement.exports import Column, Kind, Sheet, workbook

AT = 1_790_870_400_000
PEOPLE = Sheet(
    "people",
    (
        Column("name", width=30),
        Column("at", Kind.MOMENT),
        Column("minutes", Kind.NUMBER),
        Column("score", Kind.WHOLE),
        Column("came", Kind.YES),
        Column("share", Kind.SHARE),
    ),
    (("Dr Łucja", AT, 57.25, 88, True, 0.5), ("=1+1", None, None, None, False, None)),
)
POLLS = Sheet("polls", (Column("question"),), ())


def opened(*sheets: Sheet) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook("Tolerability", sheets, AT)))


def test_typed_cells() -> None:
    """Dates are dates, numbers are numbers, yes is true; each table has a worksheet."""
    book = opened(PEOPLE, POLLS)
    assert book.sheetnames == ["people", "polls"]
    page = book["people"]
    assert [cell.value for cell in page[1]][:2] == ["name", "at (UTC)"]
    values = [cell.value for cell in page[2]]
    assert values == ["Dr Łucja", datetime(2026, 10, 1, 16), 57.25, 88, True, 0.5]
    assert [cell.data_type for cell in page[2]] == ["s", "d", "n", "n", "b", "n"]
    assert page["F2"].number_format == "0.0%"


def test_heading_stays() -> None:
    """The heading is frozen and filters; columns are as wide as they say."""
    page = opened(PEOPLE)["people"]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:F3"
    assert page.column_dimensions["A"].width == pytest.approx(30, abs=1)


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "{=1}", "http://evil.example", "12"]
)
def test_no_formula(text: str) -> None:
    """A text is a text: no formula, no link, no number, in no worksheet."""
    sheet = Sheet("people", (Column(text),), ((text,),))
    content = workbook("x", [sheet], AT)
    page = openpyxl.load_workbook(io.BytesIO(content))["people"]
    assert (page["A2"].value, page["A2"].data_type) == (text, "s")
    assert page["A2"].hyperlink is None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name) and b"<f " not in archive.read(name)


def test_long_text() -> None:
    """What Excel takes no more of is cut, and the file opens."""
    sheet = Sheet("people", (Column("text"),), (("x" * 40_000,),))
    page = openpyxl.load_workbook(io.BytesIO(workbook("x", [sheet], AT)))["people"]
    assert len(page["A2"].value) == 32_767
