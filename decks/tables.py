"""The tables of decks.

A version's id is random, for links and rooms; its content is its SHA-256. One organisation holds
the same bytes once; two organisations never learn that they hold the same file.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import BigInteger

metadata = MetaData()

deck = Table(
    "deck",
    metadata,
    Column("id", String, primary_key=True),
    Column("org", String, nullable=False),
    Column("title", String, nullable=False),
    Column("product", String, nullable=False),
    Column("search", String, nullable=False),  # casefolded: SQLite's lower() knows ASCII only
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Index("deck_by_org", "org", "updated"),
)

deck_version = Table(
    "deck_version",
    metadata,
    Column("id", String, primary_key=True),
    Column("org", String, nullable=False),
    Column("deck", String, ForeignKey("deck.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("by", String, nullable=False),
    Column("state", String, nullable=False),
    Column("valid_from", BigInteger),
    Column("valid_until", BigInteger),
    Column("market", String, nullable=False, default=""),
    Column("decided", BigInteger),
    Column("approver", String),
    Column("reason", Text, nullable=False, default=""),
    UniqueConstraint("org", "sha256"),
    UniqueConstraint("deck", "number"),
)

slide = Table(
    "slide",
    metadata,
    Column("version", String, ForeignKey("deck_version.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", String, nullable=False),
    Column("title", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("key_message", String, nullable=False),
    Column("mandatory", Boolean, nullable=False),
    Column("notes", Text, nullable=False),
    Column("first_page", Integer, nullable=False),
    Column("steps", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
    UniqueConstraint("version", "key"),
)

page = Table(
    "deck_page",
    metadata,
    Column("version", String, ForeignKey("deck_version.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", String, nullable=False),
    Column("notes", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("fingerprint", String, nullable=False),
)
"""What was read from each page: what a slide goes back to when its builds are split."""

import_job = Table(
    "import_job",
    metadata,
    Column("id", String, primary_key=True),
    Column("org", String, nullable=False),
    Column("by", String, nullable=False),
    Column("deck", String),
    Column("title", String, nullable=False),
    Column("product", String, nullable=False),
    Column("name", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("state", String, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("version", String),
    Column("known", Boolean, nullable=False),
    Column("code", String),
    Column("sentence", Text),
    Column("created", BigInteger, nullable=False),
    Index("import_job_by_org", "org", "created"),
)
