"""Answers to surveys without a name."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "survey_tally",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("question", ID, nullable=False),
        sa.Column("answer", sa.String(200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "org", "meeting", "question", "answer", name=op.f("pk_survey_tally")
        ),
    )
    op.create_table(
        "survey_voice",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("voice", ID, nullable=False),
        sa.PrimaryKeyConstraint("org", "meeting", "voice", name=op.f("pk_survey_voice")),
    )


def downgrade() -> None:
    op.drop_table("survey_voice")
    op.drop_table("survey_tally")
