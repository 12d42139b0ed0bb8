"""links for a class or an event"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("district_code", sa.String(length=20), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind IN ('class', 'event')", name=op.f("ck_report_links_kind")),
        sa.CheckConstraint("opens_on <= closes_on", name=op.f("ck_report_links_dates")),
        sa.CheckConstraint("ceiling > 0", name=op.f("ck_report_links_ceiling")),
        sa.CheckConstraint("used BETWEEN 0 AND ceiling", name=op.f("ck_report_links_used")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_links")),
    )


def downgrade() -> None:
    op.drop_table("report_links")
