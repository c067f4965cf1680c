r"""A table as CSV after RFC 4180: CRLF, quoted where it must be, UTF-8.

Rule 1: it begins with a byte order mark, without which Excel takes UTF-8 for something else.
Rule 2: a text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line
break) gets an apostrophe before it. Numbers are numbers and get none. So does what follows a
semicolon, a tab or a line break within a text: where the comma is the decimal sign (de, fr, es),
spreadsheets take the semicolon for the end of a cell, and our quotes for a part of it.
Rule 3: moments are ISO 8601 in UTC with milliseconds, shares are decimals from 0 to 1, yes and no
are ``true`` and ``false``, nothing is nothing.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from engagement.exports.sheets import Cell, Kind, Sheet

FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")
"""The wide ones are read as the others by spreadsheets in Japanese."""
WITHIN = re.compile(r"""([;\t\r\n]["'\s]*)(?=[=+\-@＝＋－＠])""")
"""Where a cell may begin within a text."""
AT_ONCE = 500
"""Rows in a chunk."""


def csv_chunks(sheet: Sheet) -> Iterator[bytes]:
    """The file, in pieces."""
    kinds = [column.kind for column in sheet.columns]
    heading = [harmless(column.key) for column in sheet.columns]
    yield b"\xef\xbb\xbf" + _written([heading])
    for start in range(0, len(sheet.rows), AT_ONCE):
        part = sheet.rows[start : start + AT_ONCE]
        yield _written(
            [[_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in part]
        )


def harmless(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would calculate."""
    inside = WITHIN.sub(r"\1'", text)
    return f"'{inside}" if text.startswith(FORMULA) else inside


def _written(rows: list[list[str]]) -> bytes:
    target = io.StringIO(newline="")
    csv.writer(target, lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode("utf-8", "replace")


def _text(cell: Cell, kind: Kind) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return harmless(cell)
    if kind is Kind.MOMENT:
        moment = datetime.fromtimestamp(cell / 1000, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(round(cell, 4) if isinstance(cell, float) else cell)
