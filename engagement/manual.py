"""The generated parts of ENGAGEMENT.md: ``python -m engagement.manual`` writes them anew. Pure.

A part stands between ``<!-- tables -->`` and ``<!-- /tables -->``; a test compares it with what
this module says, so the manual cannot drift from the schema.
"""

from pathlib import Path

from sqlalchemy import JSON, BigInteger, Boolean, Column, Table, Text
from sqlalchemy.types import Integer

from engagement.kinds import KINDS, Kind
from engagement.tables import metadata

MANUAL = Path(__file__).parent.parent / "ENGAGEMENT.md"

ORDER = (
    *("hcp", "product", "topic", "content_version", "content_slide"),
    *("interaction", "attendance", "capture_session", "event", "slide_view"),
    *("audience", "score_part", "survey_tally", "survey_waiting", "survey_voice"),
    *("outcome", "consent", "adverse_event", "audit", "audit_head", "delivery"),
)
"""As the manual tells it: people, content, what happened, what came of it."""


def tables() -> str:
    """Every table with every column."""
    return "\n".join(_table(metadata.tables[name]) for name in ORDER)


def kinds() -> str:
    """Every kind of event with its values."""
    head = "| kind | made by | consent | values | says |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_kind(kind) for kind in KINDS.values())


def fill(manual: str) -> str:
    """The manual with its generated parts as they must be."""
    for name, part in (("tables", tables()), ("kinds", kinds())):
        first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = manual.partition(first)
        _, _, after = rest.partition(last)
        manual = f"{before}{first}{part}{last}{after}"
    return manual


def _table(table: Table) -> str:
    rows = "".join(_column(column) for column in table.columns)
    head = "| column | type | |\n| --- | --- | --- |\n"
    return f"### {table.name}\n\n{table.info['doc']}\n\n{head}{rows}"


def _column(column: Column[object]) -> str:
    keys = "key; " if column.primary_key else ""
    null = ", or NULL" if column.nullable else ""
    name = f'"{column.name}"' if column.name == "values" else column.name
    return f"| `{name}` | {_type(column)}{null} | {keys}{column.doc} |\n"


def _type(column: Column[object]) -> str:
    if isinstance(column.type, JSON):
        return "JSON"
    if isinstance(column.type, Boolean):
        return "boolean"
    if isinstance(column.type, BigInteger | Integer):
        milliseconds = column.name.endswith(("_ms", "_at")) or column.name in ("at", "valid_until")
        return "ms" if milliseconds or column.name == "valid_from" else "integer"
    return "text" if isinstance(column.type, Text) else "string"


def _kind(kind: Kind) -> str:
    fields = kind.values.__struct_encode_fields__
    optional = len(fields) - len(kind.values.__struct_defaults__)
    named = [f"{name}?" if place >= optional else name for place, name in enumerate(fields)]
    says = kind.meaning + ("; on a slide" if kind.on_slide else "")
    values = f"`{{{', '.join(named)}}}`"
    return f"| `{kind.name}` | {kind.source} | {kind.consent or '–'} | {values} | {says} |\n"


if __name__ == "__main__":
    MANUAL.write_text(fill(MANUAL.read_text("utf-8")), "utf-8")
