"""Interactions, attendance, events and what is derived from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.String(64)
LINE = sa.String(500)
MS = sa.BigInteger()
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    _interaction()
    _attendance()
    _capture_session()
    _event()
    _slide_view()


def downgrade() -> None:
    op.drop_table("slide_view")
    op.drop_table("event")
    op.drop_table("capture_session")
    op.drop_table("attendance")
    op.drop_table("interaction")


def _interaction() -> None:
    op.create_table(
        "interaction",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("channel", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("name", LINE, nullable=True),
        sa.Column("identity", ID, nullable=False),
        sa.Column("rep", ID, nullable=True),
        sa.Column("started_at", MS, nullable=False),
        sa.Column("ended_at", MS, nullable=True),
        sa.Column("connected_ms", MS, nullable=False),
        sa.Column("engaged_ms", MS, nullable=False),
        sa.Column("device", ID, nullable=True),
        sa.Column("browser", ID, nullable=True),
        sa.Column("os", ID, nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("outcome_status", ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
        sa.UniqueConstraint(
            "org",
            "meeting",
            "participant",
            name=op.f("uq_interaction_org_meeting_participant"),
        ),
    )
    op.create_index(
        op.f("ix_interaction_org_hcp_started_at"),
        "interaction",
        ["org", "hcp", "started_at"],
    )


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("role", ID, nullable=False),
        sa.Column("interaction", ID, nullable=True),
        sa.Column("connection", ID, nullable=False),
        sa.Column("from_at", MS, nullable=False),
        sa.Column("to_at", MS, nullable=True),
        sa.Column("reason", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "org",
            "meeting",
            "connection",
            name=op.f("uq_attendance_org_meeting_connection"),
        ),
    )
    op.create_index(
        op.f("ix_attendance_meeting_participant"),
        "attendance",
        ["meeting", "participant"],
    )
    op.create_index(
        op.f("ix_attendance_to_at"),
        "attendance",
        ["to_at"],
    )


def _capture_session() -> None:
    op.create_table(
        "capture_session",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("session", ID, nullable=False),
        sa.Column("interaction", ID, nullable=True),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("discarded", OPEN_JSON, nullable=False),
        sa.Column("first_at", MS, nullable=False),
        sa.Column("last_at", MS, nullable=False),
        sa.PrimaryKeyConstraint(
            "meeting", "participant", "session", name=op.f("pk_capture_session")
        ),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("org", ID, nullable=False),
        sa.Column("position", POSITION, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("interaction", ID, nullable=True),
        sa.Column("participant", ID, nullable=False),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("session", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("client_at", MS, nullable=True),
        sa.Column("skew_ms", MS, nullable=True),
        sa.Column("version", ID, nullable=True),
        sa.Column("slide", sa.Integer(), nullable=True),
        sa.Column("slide_key", ID, nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("values", OPEN_JSON, nullable=False),
        sa.UniqueConstraint(
            "id",
            name=op.f("uq_event_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_event_meeting_participant"),
        "event",
        ["meeting", "participant"],
    )


def _slide_view() -> None:
    op.create_table(
        "slide_view",
        sa.Column("org", ID, nullable=False),
        sa.Column("interaction", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("session", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("slide", sa.Integer(), nullable=False),
        sa.Column("slide_key", ID, nullable=True),
        sa.Column("entered_at", MS, nullable=False),
        sa.Column("left_at", MS, nullable=False),
        sa.Column("visible_ms", MS, nullable=False),
        sa.Column("total_ms", MS, nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.Column("zooms", sa.Integer(), nullable=False),
        sa.Column("reaction", ID, nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("interaction", "ordinal", name=op.f("pk_slide_view")),
        sa.ForeignKeyConstraint(
            ["interaction"],
            ["interaction.id"],
            name=op.f("fk_slide_view_interaction_interaction"),
        ),
    )
    op.create_index(
        op.f("ix_slide_view_org_hcp_entered_at"),
        "slide_view",
        ["org", "hcp", "entered_at"],
    )
    op.create_index(
        op.f("ix_slide_view_org_meeting"),
        "slide_view",
        ["org", "meeting"],
    )
