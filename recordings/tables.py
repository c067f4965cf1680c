"""Tables of the timeline: what happened in each room, in order."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

timeline_room = Table(
    "timeline_room",
    metadata,
    Column("room", String(64), primary_key=True, comment="id of the room, which is the meeting's"),
    Column("org", String(64), nullable=False, comment="whose meeting it is"),
    Column("opened_at", BigInteger, nullable=False, comment="when the room came to be"),
    Column("ended_at", BigInteger, comment="when it ended; NULL: it lives, or was cut off"),
    Index("timeline_room_ended", "ended_at"),
    comment="One room with a timeline.",
)

timeline = Table(
    "timeline",
    metadata,
    Column("room", String(64), primary_key=True, comment="id of the room"),
    Column("seq", Integer, primary_key=True, autoincrement=False, comment="number in the room"),
    Column("at", BigInteger, nullable=False, comment="when it happened, UTC milliseconds"),
    Column("kind", String(40), nullable=False, comment="name of the event, as in PROTOCOL.md"),
    Column("event", Text, nullable=False, comment="the whole event, as JSON"),
    comment="One event of a room: append-only, in order, without a hole.",
)

server_life = Table(
    "server_life",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="always 1"),
    Column("alive_at", BigInteger, nullable=False, comment="last moment the server was seen alive"),
    comment="A heartbeat: what was open when the server was killed ended at this moment.",
)
