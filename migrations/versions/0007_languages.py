"""languages"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation_reviews",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("catalogue_sha256", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["officers.id"],
            name=op.f("fk_translation_reviews_approved_by"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "language", "catalogue_sha256", name=op.f("pk_translation_reviews")
        ),
    )


def downgrade() -> None:
    op.drop_table("translation_reviews")
