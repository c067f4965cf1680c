"""Import lists of registrants in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep lists of registrants with their rows."""
    op.create_table(
        "registrant_list",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("org", sa.String(length=32), nullable=False),
        sa.Column("webinar", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=32), nullable=False),
        sa.Column("once", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("webinar", "once", name="registrant_list_once"),
    )
    with op.batch_alter_table("registrant_list", schema=None) as batch_op:
        batch_op.create_index("registrant_list_by_state", ["state", "created"], unique=False)
    op.create_table(
        "registrant_line",
        sa.Column("list", sa.String(length=32), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("list", "row"),
    )
    with op.batch_alter_table("registrant_line", schema=None) as batch_op:
        batch_op.create_index(
            "registrant_line_by_outcome", ["list", "outcome", "row"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("registrant_line")
    op.drop_table("registrant_list")
