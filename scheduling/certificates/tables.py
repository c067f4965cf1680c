"""The table of certificates."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from scheduling.tables import metadata

certificate = Table(
    "certificate",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("webinar", String(32), nullable=False),
    Column("registrant", String(32), nullable=False),
    # The registrant while it is valid, NULL once it is revoked: one valid certificate each.
    Column("holder", String(32), unique=True),
    Column("serial", Integer, nullable=False),
    Column("code", String(32), nullable=False, unique=True),
    Column("issued", BigInteger, nullable=False),
    Column("issued_by", String(32), nullable=False),
    Column("revoked", BigInteger),
    Column("revoked_by", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    # What it says (``values.Statement``), as JSON.
    Column("statement", Text, nullable=False),
    Unique("org", "serial", name="certificate_serial"),
    Index("certificate_by_registrant", "webinar", "registrant"),
)
