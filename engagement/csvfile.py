"""A CSV file of HCPs: from bytes to people, or to a list of what is wrong in which line. Pure.

Rules:

1. Every complaint names the line as an editor or a spreadsheet numbers it, the column as the file
   names it, and what to do.
2. All problems of a file are found at once, up to ``MOST_PROBLEMS``.
3. Excel's habits are understood: a byte order mark, semicolons or tabs, UTF-16, capital headings.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engagement.errors import Invalid
from engagement.people import UNIQUE, HcpFields, check_field

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_PROBLEMS = 100

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "given_name": ("given name", "first name", "firstname", "vorname", "prénom", "nombre"),
    "family_name": ("family name", "last name", "lastname", "surname", "nachname", "apellido"),
    "title": ("salutation", "titel", "titre"),
    "email": ("e mail", "mail", "email address", "e mail address"),
    "crm_id": ("crm id", "external id", "account id", "account"),
    "npi": ("npi number",),
    "specialty": ("speciality", "fachrichtung", "spécialité", "especialidad"),
    "workplace": ("institution", "hospital", "practice", "organisation", "organization"),
    "country": ("country code", "land", "pays", "país"),
    "language": ("language code", "sprache", "langue", "idioma"),
    "zone": ("time zone", "timezone"),
    "segment": (),
    "products": ("allowed products",),
}
"""The fields of an HCP, and what else their columns may be called."""

REQUIRED = ("given_name", "family_name")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that stands in the way."""

    line: int
    """From 1, as an editor counts; 0: the file as a whole."""
    column: str | None
    """The column's heading in the file."""
    sentence: str

    def __str__(self) -> str:
        where = f"Line {self.line}" if self.line else "The file"
        column = f", {self.column}" if self.column else ""
        return f"{where}{column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A person of the file, and where they stand in it."""

    line: int
    person: HcpFields
    says: frozenset[str]
    """The fields that the line says something about; an update leaves the others alone."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. With problems, the entries are those that have none."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class _Unreadable(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parse(content: bytes) -> Parsed:
    """Read a CSV file of HCPs; never raises, whatever the bytes."""
    try:
        text = _decode(content)
        rows = _rows(text)
        heading_line, headings = next(rows, (1, []))
        columns = _columns(heading_line, headings)
        return _people(rows, columns, headings)
    except _Unreadable as error:
        return Parsed((), (error.problem,))


def _decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _bad(0, f"is larger than {MOST_BYTES // 1_000_000} MB; please split it.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise _bad(
            line, f"byte 0x{byte:02X} is not UTF-8; please save the file as “CSV UTF-8”."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _bad(line, "a NUL character; this is no CSV file.")
    if not text.strip():
        raise _bad(0, "is empty.")
    return text


def _bad(line: int, sentence: str) -> _Unreadable:
    return _Unreadable(Problem(line, None, sentence))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, each with the number of its first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _bad(line, f"cannot be read: {error}.") from None
        if any(cell.strip() for cell in row):
            yield line, row
        line = reader.line_num + 1


def _columns(line: int, headings: Sequence[str]) -> dict[int, str]:
    """Which place holds which field; headings that we do not know are left out."""
    names = {alias: field for field, aliases in COLUMNS.items() for alias in (field, *aliases)}
    found: dict[int, str] = {}
    for place, heading in enumerate(headings):
        field = names.get(_plain(heading)) or names.get(_plain(heading).replace(" ", "_"))
        if field in found.values():
            raise _Unreadable(Problem(line, heading, "stands for a column that was there before."))
        if field is not None:
            found[place] = field
    missing = [field for field in REQUIRED if field not in found.values()]
    if missing:
        raise _bad(
            line,
            f"no column {' and no column '.join(missing)}; the first line must name the "
            f"columns: {', '.join(COLUMNS)}.",
        )
    return found


def _plain(heading: str) -> str:
    return re.sub(r"[\s_-]+", " ", heading).strip().casefold()


def _people(
    rows: Iterator[tuple[int, list[str]]], columns: Mapping[int, str], headings: Sequence[str]
) -> Parsed:
    entries: list[Entry] = []
    problems: list[Problem] = []
    taken: dict[tuple[str, str], int] = {}
    for count, (line, row) in enumerate(rows, 1):
        if count > MOST_ROWS:
            problems.append(Problem(line, None, f"more than {MOST_ROWS:,} people; please split."))
            break
        entry = _entry(line, row, columns, headings)
        wrong = _twice(entry, taken) if isinstance(entry, Entry) else entry
        problems += wrong
        if len(problems) >= MOST_PROBLEMS:
            break
        if isinstance(entry, Entry) and not wrong:
            entries.append(entry)
    if not entries and not problems:
        problems.append(Problem(0, None, "has headings, and nobody below them."))
    return Parsed(tuple(entries), tuple(problems[:MOST_PROBLEMS]))


def _entry(
    line: int, row: Sequence[str], columns: Mapping[int, str], headings: Sequence[str]
) -> Entry | list[Problem]:
    if len(row) > len(headings):
        return [Problem(line, None, f"{len(row)} cells under {len(headings)} headings.")]
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for place, field in columns.items():
        cell = row[place] if place < len(row) else ""
        if field == "language" and not cell.strip():
            continue  # not everybody's language is known; it is never taken away
        try:
            values[field] = _value(field, cell)
        except Invalid as error:
            problems.append(Problem(line, headings[place], f"{error.problem}."))
    if problems:
        return problems
    return Entry(line, HcpFields(**values), frozenset(values))


def _value(field: str, cell: str) -> object:
    if field != "products":
        return check_field(field, cell)
    keys = [key for key in re.split(r"[\s;,|]+", cell.strip()) if key]
    return check_field(field, keys or None)


def _twice(entry: Entry, taken: dict[tuple[str, str], int]) -> list[Problem]:
    problems = []
    for field, name in UNIQUE.items():
        value = getattr(entry.person, field)
        if value is None:
            continue
        first = taken.setdefault((field, value), entry.line)
        if first != entry.line:
            problems.append(Problem(entry.line, field, f"the {name} of line {first} again."))
    return problems
