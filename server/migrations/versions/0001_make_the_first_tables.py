"""Make the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.create_index("login_attempt_by_account", ["account", "at"], unique=False)
        batch_op.create_index("login_attempt_by_network", ["network", "at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("login", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=460), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("last_login", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index("staff_by_org", ["org", "name"], unique=False)

    op.create_table(
        "staff_session",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=32), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.create_index("staff_session_by_expiry", ["expires"], unique=False)
        batch_op.create_index("staff_session_by_staff", ["staff"], unique=False)

    op.create_table(
        "deck",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("deck", schema=None) as batch_op:
        batch_op.create_index("deck_by_org", ["org", "updated"], unique=False)

    op.create_table(
        "import_job",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("deck", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.create_index("import_job_by_org", ["org", "created"], unique=False)

    op.create_table(
        "deck_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("deck", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", sa.BigInteger(), nullable=True),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deck"], ["deck.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("deck", "number"),
        sa.UniqueConstraint("org", "sha256"),
    )
    op.create_table(
        "deck_page",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["deck_version.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version", "number"),
    )
    op.create_table(
        "slide",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("key_message", sa.String(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("first_page", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["deck_version.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version", "number"),
        sa.UniqueConstraint("version", "key"),
    )
    op.create_table(
        "ban",
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("invitee", sa.String(length=64), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "invitee"),
    )
    op.create_table(
        "invitee",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hcp", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.create_index("invitee_by_hcp", ["org", "hcp"], unique=False)
        batch_op.create_index("invitee_by_meeting", ["meeting", "position"], unique=False)

    op.create_table(
        "link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("invitee", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("link_by_invitee", ["invitee", "issued"], unique=False)

    op.create_table(
        "mail",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("invitee", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("invitee", "kind", "sequence", name="mail_once"),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index("mail_by_due", ["state", "due"], unique=False)
        batch_op.create_index("mail_by_org", ["org", "created"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=32), nullable=False),
        sa.Column("host_name", sa.String(length=200), nullable=False),
        sa.Column("host_email", sa.String(length=254), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("wall", sa.String(length=16), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("later", sa.Boolean(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("meeting_by_host", ["org", "host", "starts"], unique=False)
        batch_op.create_index("meeting_by_start", ["org", "starts"], unique=False)

    op.create_table(
        "meeting_deck",
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "position"),
    )
    with op.batch_alter_table("meeting_deck", schema=None) as batch_op:
        batch_op.create_index("meeting_deck_by_version", ["version"], unique=False)

    op.create_table(
        "preflight",
        sa.Column("invitee", sa.String(length=32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("camera", sa.Boolean(), nullable=False),
        sa.Column("microphone", sa.Boolean(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("path", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("invitee"),
    )
    op.create_table(
        "server_life",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column(
            "alive_at",
            sa.BigInteger(),
            nullable=False,
            comment="last moment the server was seen alive",
        ),
        sa.PrimaryKeyConstraint("id"),
        comment="A heartbeat: what was open when the server was killed ended at this moment.",
    )
    op.create_table(
        "timeline",
        sa.Column("room", sa.String(length=64), nullable=False, comment="id of the room"),
        sa.Column(
            "seq", sa.Integer(), autoincrement=False, nullable=False, comment="number in the room"
        ),
        sa.Column(
            "at", sa.BigInteger(), nullable=False, comment="when it happened, UTC milliseconds"
        ),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
            comment="name of the event, as in PROTOCOL.md",
        ),
        sa.Column("event", sa.Text(), nullable=False, comment="the whole event, as JSON"),
        sa.PrimaryKeyConstraint("room", "seq"),
        comment="One event of a room: append-only, in order, without a hole.",
    )
    op.create_table(
        "timeline_room",
        sa.Column(
            "room",
            sa.String(length=64),
            nullable=False,
            comment="id of the room, which is the meeting's",
        ),
        sa.Column("org", sa.String(length=64), nullable=False, comment="whose meeting it is"),
        sa.Column("opened_at", sa.BigInteger(), nullable=False, comment="when the room came to be"),
        sa.Column(
            "ended_at",
            sa.BigInteger(),
            nullable=True,
            comment="when it ended; NULL: it lives, or was cut off",
        ),
        sa.PrimaryKeyConstraint("room"),
        comment="One room with a timeline.",
    )
    with op.batch_alter_table("timeline_room", schema=None) as batch_op:
        batch_op.create_index("timeline_room_ended", ["ended_at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("timeline_room", schema=None) as batch_op:
        batch_op.drop_index("timeline_room_ended")

    op.drop_table("timeline_room")
    op.drop_table("timeline")
    op.drop_table("server_life")
    op.drop_table("preflight")
    with op.batch_alter_table("meeting_deck", schema=None) as batch_op:
        batch_op.drop_index("meeting_deck_by_version")

    op.drop_table("meeting_deck")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("meeting_by_start")
        batch_op.drop_index("meeting_by_host")

    op.drop_table("meeting")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index("mail_by_org")
        batch_op.drop_index("mail_by_due")

    op.drop_table("mail")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("link_by_invitee")

    op.drop_table("link")
    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_index("invitee_by_meeting")
        batch_op.drop_index("invitee_by_hcp")

    op.drop_table("invitee")
    op.drop_table("ban")
    op.drop_table("slide")
    op.drop_table("deck_page")
    op.drop_table("deck_version")
    with op.batch_alter_table("import_job", schema=None) as batch_op:
        batch_op.drop_index("import_job_by_org")

    op.drop_table("import_job")
    with op.batch_alter_table("deck", schema=None) as batch_op:
        batch_op.drop_index("deck_by_org")

    op.drop_table("deck")
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_index("staff_session_by_staff")
        batch_op.drop_index("staff_session_by_expiry")

    op.drop_table("staff_session")
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_index("staff_by_org")

    op.drop_table("staff")
    op.drop_table("organisation")
    with op.batch_alter_table("login_attempt", schema=None) as batch_op:
        batch_op.drop_index("login_attempt_by_network")
        batch_op.drop_index("login_attempt_by_account")

    op.drop_table("login_attempt")
