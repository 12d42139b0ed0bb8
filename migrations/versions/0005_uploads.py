"""uploads"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("sheets", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=1000), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'reading', 'done', 'refused')",
            name=op.f("ck_report_uploads_state"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["report_imports.id"], name=op.f("fk_report_uploads_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_uploads")),
    )
    op.create_index(op.f("ix_report_uploads_uploaded_at"), "report_uploads", ["uploaded_at"])
    op.create_table(
        "area_uploads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_uploads")),
    )
    op.create_index(op.f("ix_area_uploads_uploaded_at"), "area_uploads", ["uploaded_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_area_uploads_uploaded_at"), "area_uploads")
    op.drop_table("area_uploads")
    op.drop_index(op.f("ix_report_uploads_uploaded_at"), "report_uploads")
    op.drop_table("report_uploads")
