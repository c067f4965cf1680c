"""Tables as an XLSX workbook (ECMA-376): typed cells, a heading that stays, nothing calculated."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from xlsxwriter import Workbook

from engagement.exports.sheets import Cell, Column, Kind, Sheet

LONGEST = 32_767
"""More characters Excel does not take in a cell."""
EPOCH = datetime(1970, 1, 1)
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(title: str, sheets: Sequence[Sheet], made: int) -> bytes:
    """The workbook, one worksheet for each table; ``made`` is UTC milliseconds."""
    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, **SAFE})
    created = datetime.fromtimestamp(made / 1000, UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "author": "Lectern", "created": created})
    looks = {kind: book.add_format({"num_format": look}) for kind, look in LOOKS.items()}
    heading = book.add_format({"bold": True, "bottom": 1})
    for sheet in sheets:
        _sheet(book, sheet, heading, looks)
    book.close()
    return target.getvalue()


LOOKS = {
    Kind.TEXT: "@",
    Kind.WHOLE: "0",
    Kind.NUMBER: "0.00",
    Kind.SHARE: "0.0%",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.YES: "General",
}


def _sheet(book: Workbook, sheet: Sheet, heading: Any, looks: dict[Kind, Any]) -> None:
    page = book.add_worksheet(sheet.key)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, _heading(column)[:LONGEST], heading)
    page.freeze_panes(1, 0)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    for line, row in enumerate(sheet.rows, 1):
        for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            if cell is not None:
                _write(page, line, place, cell, column.kind, looks[column.kind])


def _heading(column: Column) -> str:
    """A workbook's moments have no zone of their own, so that the heading says it."""
    return f"{column.key} (UTC)" if column.kind is Kind.MOMENT else column.key


def _write(page: Any, line: int, place: int, cell: Cell, kind: Kind, look: Any) -> None:
    """By the value's own type: whatever a text looks like, it stays one."""
    if isinstance(cell, str):
        page.write_string(line, place, cell[:LONGEST], look)
    elif isinstance(cell, bool):
        page.write_boolean(line, place, cell, look)
    elif kind is Kind.MOMENT and cell is not None:
        page.write_datetime(line, place, EPOCH + timedelta(milliseconds=cell), look)
    else:
        page.write_number(line, place, cell, look)
