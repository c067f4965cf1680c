"""Let places in line expire unless they are confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let places in line expire; who waits already was never asked, and stays."""
    with op.batch_alter_table("registrant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires", sa.BigInteger(), nullable=True))
        batch_op.create_index("registrant_by_expiry", ["expires"], unique=False)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("registrant", schema=None) as batch_op:
        batch_op.drop_index("registrant_by_expiry")
        batch_op.drop_column("expires")
