"""Tables of webinars; the row of the same id in ``meeting`` has title, time and state.

Rule: what is only shown or edited as a whole is JSON in a text column; what is asked for is a
column.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

from scheduling.tables import metadata

webinar = Table(
    "webinar",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("slug", String(80), nullable=False, unique=True),
    Column("series", String(80), nullable=False),
    Column("published", BigInteger),
    Column("capacity", Integer, nullable=False),
    # Seats taken: changed with a condition, so that the last seat is given once.
    Column("taken", Integer, nullable=False),
    Column("waiting_list", Boolean, nullable=False),
    # The whole plan but its time and decks (``plans.WebinarPlan``).
    Column("plan", Text, nullable=False),
    Index("webinar_by_series", "org", "series"),
)

registrant = Table(
    "registrant",
    metadata,
    # Also the id of the row in ``invitee``, which has name, address, language, zone and link.
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("webinar", String(32), nullable=False),
    # Without case: one registration for each address.
    Column("address", String(254), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attend", String(16), nullable=False),
    Column("source", String(16), nullable=False),
    Column("registered", BigInteger, nullable=False),
    # Until when the person must confirm that the address is theirs; NULL: nobody waits for it.
    Column("expires", BigInteger),
    Column("decided", BigInteger),
    Column("decided_by", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("specialty", String(100), nullable=False),
    Column("workplace", String(200), nullable=False),
    Column("answers", Text, nullable=False),
    Column("match", String(16), nullable=False),
    # Ids of HCPs who it may be, while somebody must look.
    Column("candidates", Text, nullable=False),
    # Name, address and workplace without case and accents, for searching.
    Column("folded", Text, nullable=False),
    Unique("webinar", "address", name="registrant_once"),
    Index("registrant_by_state", "webinar", "state", "registered"),
    Index("registrant_by_expiry", "expires"),
)

# A list of people that somebody of the staff uploaded to be signed up.
registrant_list = Table(
    "registrant_list",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("webinar", String(32), nullable=False),
    Column("by", String(32), nullable=False),
    # Of the form that brought it: a form that comes twice is one list.
    Column("once", String(64), nullable=False),
    # Of the file.
    Column("sha256", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("created", BigInteger, nullable=False),
    Unique("webinar", "once", name="registrant_list_once"),
    Index("registrant_list_by_state", "state", "created"),
)

registrant_line = Table(
    "registrant_line",
    metadata,
    Column("list", String(32), primary_key=True),
    # Of the file, whose head is row 1.
    Column("row", Integer, primary_key=True),
    Column("outcome", String(16), nullable=False),
    # What was filled in (``plans.Registration``), until somebody has been made of it.
    Column("form", Text, nullable=False),
    # Why nobody was.
    Column("reason", Text, nullable=False),
    Index("registrant_line_by_outcome", "list", "outcome", "row"),
)

crew = Table(
    "crew",
    metadata,
    Column("webinar", String(32), primary_key=True),
    # Of the staff, or of the invitee for somebody from outside.
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("staff", Boolean, nullable=False),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False),
    Column("position", Integer, nullable=False),
)

follow_up = Table(
    "follow_up",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("webinar", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    # Whether its rule asks what people did: then a consent taken back stops what still waits.
    Column("personal", Boolean, nullable=False),
    # Rule, texts and hour (``followrules.Draft``).
    Column("draft", Text, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("sent", BigInteger),
    Index("follow_up_by_webinar", "webinar", "created"),
)
