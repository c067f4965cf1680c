"""Tables of organisations, staff, their sessions and failed logins.

Rule 1: times are UTC milliseconds.
Rule 2: no password and no session secret is stored, only hashes; failed logins hold a hash of the
address that was typed, since people type passwords into the wrong field.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, MetaData, String, Table

metadata = MetaData()

organisation = Table(
    "organisation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("created", BigInteger, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("email", String(254), nullable=False),
    # The address as it is compared at login: normalised and case-folded.
    Column("login", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    # Name and address without case and accents, for searching.
    Column("folded", String(460), nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("password", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_login", BigInteger),
    Index("staff_by_org", "org", "name"),
)

staff_session = Table(
    "staff_session",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("staff", String(32), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("touched", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Index("staff_session_by_staff", "staff"),
    Index("staff_session_by_expiry", "expires"),
)

login_attempt = Table(
    "login_attempt",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("account", String(64), nullable=False),
    Column("network", String(64), nullable=False),
    Index("login_attempt_by_account", "account", "at"),
    Index("login_attempt_by_network", "network", "at"),
)
