"""queue"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEARNESS = "ix_reports_easting_northing"


def upgrade() -> None:
    op.add_column("report_assignments", sa.Column("answer", sa.LargeBinary(), nullable=True))
    op.create_index(NEARNESS, "reports", ["easting", "northing"])


def downgrade() -> None:
    op.drop_index(NEARNESS, "reports")
    op.drop_column("report_assignments", "answer")
