"""Plan webinars."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Plan webinars."""
    op.create_table(
        "crew",
        sa.Column("webinar", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("webinar", "id"),
    )
    op.create_table(
        "registrant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("webinar", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attend", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("registered", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("specialty", sa.String(length=100), nullable=False),
        sa.Column("workplace", sa.String(length=200), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("match", sa.String(length=16), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("webinar", "address", name="registrant_once"),
    )
    with op.batch_alter_table("registrant", schema=None) as batch_op:
        batch_op.create_index(
            "registrant_by_state", ["webinar", "state", "registered"], unique=False
        )

    op.create_table(
        "webinar",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.create_index("webinar_by_series", ["org", "series"], unique=False)

    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("role", sa.String(length=16), server_default="attendee", nullable=False)
        )

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("topic", sa.String(length=32), server_default="", nullable=False)
        )
        batch_op.drop_constraint(batch_op.f("mail_once"), type_="unique")
        batch_op.create_unique_constraint("mail_once", ["invitee", "kind", "topic", "sequence"])

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=16), server_default="meeting", nullable=False)
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_constraint("mail_once", type_="unique")
        batch_op.create_unique_constraint(batch_op.f("mail_once"), ["invitee", "kind", "sequence"])
        batch_op.drop_column("topic")

    with op.batch_alter_table("invitee", schema=None) as batch_op:
        batch_op.drop_column("role")

    with op.batch_alter_table("webinar", schema=None) as batch_op:
        batch_op.drop_index("webinar_by_series")

    op.drop_table("webinar")
    with op.batch_alter_table("registrant", schema=None) as batch_op:
        batch_op.drop_index("registrant_by_state")

    op.drop_table("registrant")
    op.drop_table("crew")
