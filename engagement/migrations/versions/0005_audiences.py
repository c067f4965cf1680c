"""The audiences of webinars, with their scores."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.String(64)
LINE = sa.String(500)
MS = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "audience",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("hcp", ID, nullable=True),
        sa.Column("registered_at", MS, nullable=True),
        sa.Column("attended", ID, nullable=False),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("first_at", MS, nullable=True),
        sa.Column("last_at", MS, nullable=True),
        sa.Column("live_ms", MS, nullable=False),
        sa.Column("on_demand_ms", MS, nullable=False),
        sa.Column("away_ms", MS, nullable=True),
        sa.Column("captured", sa.Boolean(), nullable=False),
        sa.Column("country", ID, nullable=True),
        sa.Column("specialty", LINE, nullable=True),
        sa.Column("segment", LINE, nullable=True),
        sa.Column("slides", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=False),
        sa.Column("chats", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("org", "meeting", "participant", name=op.f("pk_audience")),
    )
    op.create_index(op.f("ix_audience_org_hcp"), "audience", ["org", "hcp"])
    op.create_table(
        "score_part",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("participant", ID, nullable=False),
        sa.Column("part", ID, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("words", LINE, nullable=False),
        sa.PrimaryKeyConstraint(
            "org", "meeting", "participant", "part", name=op.f("pk_score_part")
        ),
    )


def downgrade() -> None:
    op.drop_table("score_part")
    op.drop_table("audience")
