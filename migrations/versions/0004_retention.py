"""retention"""

import sqlalchemy as sa
from alembic import op

from engagement.audit.models import HASH_BYTES, PRUNING_TRIGGERS, TRIGGERS

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _give_the_head_a_floor()
    op.create_index(op.f("ix_audit_entries_kind_subject"), "audit_entries", ["kind", "subject"])
    op.create_table(
        "retention_certificates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_by", sa.Uuid(), nullable=True),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "(number IS NULL) = (finished_at IS NULL)",
            name=op.f("ck_retention_certificates_numbered_when_finished"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_retention_certificates_number")),
    )
    op.create_table(
        "report_counts",
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("district_code", sa.String(length=20), nullable=False),
        sa.Column("concern", sa.String(length=30), nullable=False),
        sa.Column("ended", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_report_counts_n")),
        sa.PrimaryKeyConstraint(
            "source", "month", "district_code", "concern", "ended", name=op.f("pk_report_counts")
        ),
    )


def downgrade() -> None:
    op.drop_table("report_counts")
    op.drop_table("retention_certificates")
    op.drop_index(op.f("ix_audit_entries_kind_subject"), "audit_entries")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entries_no_delete")
        op.execute(next(s for s in TRIGGERS["sqlite"] if "no_delete" in s))
    else:
        op.execute(TRIGGERS["postgresql"][0])
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_audit_head_pruned_within"), type_="check")
        batch_op.drop_column("pruned_hash")
        batch_op.drop_column("pruned_to")


def _give_the_head_a_floor() -> None:
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("pruned_to", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("pruned_hash", sa.LargeBinary(HASH_BYTES), nullable=True))
    head = sa.table("audit_head", sa.column("pruned_hash", sa.LargeBinary))
    op.execute(head.update().values(pruned_hash=bytes(HASH_BYTES)))
    with op.batch_alter_table("audit_head", schema=None) as batch_op:
        batch_op.alter_column("pruned_to", server_default=None)
        batch_op.alter_column(
            "pruned_hash", existing_type=sa.LargeBinary(HASH_BYTES), nullable=False
        )
        batch_op.create_check_constraint(
            op.f("ck_audit_head_pruned_within"), "pruned_to BETWEEN 0 AND entries"
        )
    for statement in PRUNING_TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
