"""HCPs, products and topics; deck versions and their slides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(64)
LINE = sa.String(500)
MS = sa.BigInteger()
OPEN_JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True), "postgresql"
)


def upgrade() -> None:
    _hcp()
    _product()
    _topic()
    _content_version()
    _content_slide()


def downgrade() -> None:
    op.drop_table("content_slide")
    op.drop_table("content_version")
    op.drop_table("topic")
    op.drop_table("product")
    op.drop_table("hcp")


def _hcp() -> None:
    op.create_table(
        "hcp",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("crm_id", ID, nullable=True),
        sa.Column("npi", ID, nullable=True),
        sa.Column("title", ID, nullable=True),
        sa.Column("given_name", LINE, nullable=False),
        sa.Column("family_name", LINE, nullable=False),
        sa.Column("email", LINE, nullable=True),
        sa.Column("specialty", LINE, nullable=True),
        sa.Column("workplace", LINE, nullable=True),
        sa.Column("country", ID, nullable=True),
        sa.Column("language", ID, nullable=False),
        sa.Column("zone", ID, nullable=True),
        sa.Column("segment", LINE, nullable=True),
        sa.Column("products", OPEN_JSON, nullable=True),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("updated_at", MS, nullable=False),
        sa.Column("archived_at", MS, nullable=True),
        sa.Column("search", LINE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hcp")),
        sa.UniqueConstraint(
            "org",
            "crm_id",
            name=op.f("uq_hcp_org_crm_id"),
        ),
        sa.UniqueConstraint(
            "org",
            "npi",
            name=op.f("uq_hcp_org_npi"),
        ),
        sa.UniqueConstraint(
            "org",
            "email",
            name=op.f("uq_hcp_org_email"),
        ),
    )
    op.create_index(
        op.f("ix_hcp_org_search"),
        "hcp",
        ["org", "search"],
    )


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("name", LINE, nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("archived_at", MS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint(
            "org",
            "key",
            name=op.f("uq_product_org_key"),
        ),
    )


def _topic() -> None:
    op.create_table(
        "topic",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("name", LINE, nullable=False),
        sa.Column("created_at", MS, nullable=False),
        sa.Column("archived_at", MS, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint(
            "org",
            "key",
            name=op.f("uq_topic_org_key"),
        ),
    )


def _content_version() -> None:
    op.create_table(
        "content_version",
        sa.Column("org", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("deck", ID, nullable=False),
        sa.Column("title", LINE, nullable=False),
        sa.Column("sha256", ID, nullable=False),
        sa.Column("state", ID, nullable=False),
        sa.Column("product", ID, nullable=True),
        sa.Column("market", ID, nullable=True),
        sa.Column("language", ID, nullable=True),
        sa.Column("approved_by", ID, nullable=True),
        sa.Column("approved_at", MS, nullable=True),
        sa.Column("valid_from", MS, nullable=True),
        sa.Column("valid_until", MS, nullable=True),
        sa.Column("slides", sa.Integer(), nullable=False),
        sa.Column("registered_at", MS, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
    )
    op.create_index(
        op.f("ix_content_version_org_deck"),
        "content_version",
        ["org", "deck"],
    )


def _content_slide() -> None:
    op.create_table(
        "content_slide",
        sa.Column("org", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("title", LINE, nullable=False),
        sa.Column("topic", LINE, nullable=True),
        sa.Column("key_message", LINE, nullable=True),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", "number", name=op.f("pk_content_slide")),
        sa.ForeignKeyConstraint(
            ["version"],
            ["content_version.id"],
            name=op.f("fk_content_slide_version_content_version"),
        ),
    )
    op.create_index(
        op.f("ix_content_slide_org_key"),
        "content_slide",
        ["org", "key"],
    )
