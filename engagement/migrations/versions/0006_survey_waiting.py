"""Answers to surveys without a name that wait for more."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "survey_waiting",
        sa.Column("org", ID, nullable=False),
        sa.Column("meeting", ID, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("org", "meeting", name=op.f("pk_survey_waiting")),
    )


def downgrade() -> None:
    op.drop_table("survey_waiting")
