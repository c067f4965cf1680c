"""Call reports, consents, adverse events, the audit trail, deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
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
    _outcome()
    _consent()
    _adverse_event()
    _audit()
    _audit_head()
    _delivery()


def downgrade() -> None:
    op.drop_table("delivery")
    op.drop_table("audit_head")
    op.drop_table("audit")
    op.drop_table("adverse_event")
    op.drop_table("consent")
    op.drop_table("outcome")


def _outcome() -> None:
    op.create_table(
        "outcome",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("status", ID, nullable=False),
        sa.Column("answers", OPEN_JSON, nullable=False),
        sa.Column("report", OPEN_JSON, nullable=True),
        sa.Column("adverse_event", sa.Boolean(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("written_by", ID, nullable=False),
        sa.Column("written_at", MS, nullable=False),
        sa.Column("signed_name", LINE, nullable=True),
        sa.Column("meaning", LINE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("digest", ID, nullable=True),
        sa.PrimaryKeyConstraint("org", "meeting", "revision", name=op.f("pk_outcome")),
    )
    op.create_index(
        op.f("ix_outcome_org_status"),
        "outcome",
        ["org", "status"],
    )


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("org", ID, nullable=False),
        sa.Column("position", POSITION, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("kind", ID, nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("language", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("means", ID, nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.UniqueConstraint(
            "id",
            name=op.f("uq_consent_id"),
        ),
    )
    op.create_index(
        op.f("ix_consent_meeting_participant"),
        "consent",
        ["meeting", "participant"],
    )
    op.create_index(
        op.f("ix_consent_org_hcp"),
        "consent",
        ["org", "hcp"],
    )


def _adverse_event() -> None:
    op.create_table(
        "adverse_event",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting", ID, nullable=True),
        sa.Column("participant", ID, nullable=True),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("kind", ID, nullable=False),
        sa.Column("side", ID, nullable=False),
        sa.Column("noted_by", ID, nullable=False),
        sa.Column("patient", LINE, nullable=True),
        sa.Column("reporter", LINE, nullable=True),
        sa.Column("product", LINE, nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_event")),
    )
    op.create_index(
        op.f("ix_adverse_event_org_at"),
        "adverse_event",
        ["org", "at"],
    )
    op.create_index(
        op.f("ix_adverse_event_org_meeting"),
        "adverse_event",
        ["org", "meeting"],
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("org", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("actor", ID, nullable=False),
        sa.Column("action", ID, nullable=False),
        sa.Column("subject_kind", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("private", OPEN_JSON, nullable=True),
        sa.Column("previous", ID, nullable=False),
        sa.Column("hash", ID, nullable=False),
        sa.PrimaryKeyConstraint("org", "seq", name=op.f("pk_audit")),
    )
    op.create_index(
        op.f("ix_audit_org_subject"),
        "audit",
        ["org", "subject"],
    )


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        sa.Column("org", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", ID, nullable=False),
        sa.PrimaryKeyConstraint("org", name=op.f("pk_audit_head")),
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("target", LINE, nullable=False),
        sa.Column("subject_kind", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", MS, nullable=False),
        sa.Column("status", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(
        op.f("ix_delivery_org_subject"),
        "delivery",
        ["org", "subject"],
    )
