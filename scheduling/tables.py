"""Tables of meetings as planned, the people invited, their links, and the mail to them.

Rule 1: times are UTC milliseconds; a meeting also keeps the wall time and zone it was planned in.
Rule 2: no link secret is here: ``link.hash`` is the SHA-256 of it, and ``link.nonce`` makes it
again only together with the server's key, which is not in the database.
Rule 3: ids of other packages (staff, HCP, deck version) are plain values without foreign keys.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

meeting = Table(
    "meeting",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    # meeting or webinar; the people of a webinar are too many to be read with it.
    Column("kind", String(16), nullable=False, server_default="meeting"),
    Column("title", String(200), nullable=False),
    Column("note", Text, nullable=False),
    Column("host", String(32), nullable=False),
    Column("host_name", String(200), nullable=False),
    Column("host_email", String(254), nullable=False),
    Column("organisation", String(200), nullable=False),
    Column("wall", String(16), nullable=False),
    Column("zone", String(64), nullable=False),
    # The second coming of a wall time that comes twice.
    Column("later", Boolean, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("starts", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("started", BigInteger),
    Column("ended", BigInteger),
    Column("reason", Text, nullable=False),
    # Title and names without case and accents, for searching.
    Column("folded", Text, nullable=False),
    Index("meeting_by_start", "org", "starts"),
    Index("meeting_by_host", "org", "host", "starts"),
)

meeting_deck = Table(
    "meeting_deck",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("version", String(64), nullable=False),
    Index("meeting_deck_by_version", "version"),
)

invitee = Table(
    "invitee",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("meeting", String(32), nullable=False),
    Column("position", Integer, nullable=False),
    # Empty: a registrant whom nobody has found in the directory yet.
    Column("hcp", String(64), nullable=False),
    Column("role", String(16), nullable=False, server_default="attendee"),
    Column("name", String(200), nullable=False),
    Column("email", String(254), nullable=False),
    Column("language", String(8), nullable=False),
    Column("zone", String(64), nullable=False),
    # Taken off the list again; the row stays for what was mailed and seen.
    Column("withdrawn", BigInteger),
    Index("invitee_by_meeting", "meeting", "position"),
    Index("invitee_by_hcp", "org", "hcp"),
)

link = Table(
    "link",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("invitee", String(32), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("issued", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("revoked", BigInteger),
    Column("used", BigInteger),
    Index("link_by_invitee", "invitee", "issued"),
)

# What the device check on the landing page said last.
preflight = Table(
    "preflight",
    metadata,
    Column("invitee", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("camera", Boolean, nullable=False),
    Column("microphone", Boolean, nullable=False),
    Column("sound", Boolean, nullable=False),
    Column("path", String(8), nullable=False),
)

ban = Table(
    "ban",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("invitee", String(64), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("by", String(32), nullable=False),
    Column("at", BigInteger, nullable=False),
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("meeting", String(32), nullable=False),
    Column("name", String(80), nullable=False),
    Column("by", String(32), nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("revoked", BigInteger),
    Index("broadcast_by_meeting", "meeting", "made"),
)

mail = Table(
    "mail",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("org", String(32), nullable=False),
    Column("meeting", String(32), nullable=False),
    Column("invitee", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    # What tells mails of one kind apart: which reminder, which decision.
    Column("topic", String(32), nullable=False, server_default=""),
    Column("sequence", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    # When it may be tried; while it is being tried, when the attempt is given up for lost.
    Column("due", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
    # Why it failed or was not sent, in the words of the other side or ours.
    Column("trouble", String(300), nullable=False),
    # What the text is made of (``mails.Facts``); never a link.
    Column("facts", Text, nullable=False),
    Column("folded", Text, nullable=False),
    UniqueConstraint("invitee", "kind", "topic", "sequence", name="mail_once"),
    Index("mail_by_due", "state", "due"),
    Index("mail_by_org", "org", "created"),
)

# Who wants no more mails that nobody has to have: of one organisation, at one address.
opt_out = Table(
    "opt_out",
    metadata,
    Column("org", String(32), primary_key=True),
    # Without case.
    Column("address", String(254), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
