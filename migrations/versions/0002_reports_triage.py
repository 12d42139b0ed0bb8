"""what is done with reports

SQLite cannot change a CHECK, so the table of reports is written anew there. Dropping the old one
would take the concerns with it (ON DELETE CASCADE works inside a transaction, and cannot be turned
off there), so they wait in a table of their own meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD_STATES = "state IN ('new', 'approved', 'held', 'rejected', 'withdrawn')"
STATES = (
    "state IN ('new', 'approved', 'held', 'rejected', 'passed-on', 'action-taken', 'closed', "
    "'withdrawn')"
)
CHANNELS = "channel IN ('online', 'telephone', 'stand', 'walkabout', 'class', 'event', 'import')"
OUTCOMES = (
    "outcome IN ('repaired', 'cleared', 'lighting-changed', 'patrols', 'people-supported', "
    "'other-action', 'not-ours', 'no-money', 'nothing-found', 'by-policy', 'cannot-change')"
)
CHECKS = {
    "ck_reports_channel": CHANNELS,
    "ck_reports_outcome": OUTCOMES,
    "ck_reports_closed_with_outcome": "(state = 'closed') = (outcome IS NOT NULL)",
}
OLD_COLUMNS = (
    "id, state, source, easting, northing, precision_m, placed_by, district_code, lsoa_code, "
    "district_version_id, district_confirmed, occurred_on, occurred_month, time_band, burst, "
    "receipt_hash, body_hash, import_id, row_identity, demonstration, decision_note"
)
OLD_INDEXES = {
    "ix_reports_district_code_occurred_month": ["district_code", "occurred_month"],
    "ix_reports_import_id": ["import_id"],
    "ix_reports_source_occurred_month": ["source", "occurred_month"],
}
INDEXES = {
    "ix_reports_state_district_code": ["state", "district_code"],
    "ix_reports_received_week_easting_northing": ["received_week", "easting", "northing"],
    "ix_reports_burst": ["burst"],
    "ix_reports_body_hash": ["body_hash"],
}
OPEN = sa.text("state IN ('accepted', 'waiting')")


def new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("often", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("channel", sa.String(length=10), nullable=False, server_default="online"),
        sa.Column("received_week", sa.Date(), nullable=True),
        sa.Column("held_because", sa.String(length=20), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("passed_on", sa.Date(), nullable=True),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("lighting_cause", sa.String(length=20), nullable=True),
        sa.Column("lighting_owner", sa.String(length=200), nullable=True),
    ]


def old_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("easting", sa.Double(), nullable=True),
        sa.Column("northing", sa.Double(), nullable=True),
        sa.Column("precision_m", sa.Integer(), nullable=False),
        sa.Column("placed_by", sa.String(length=20), nullable=False),
        sa.Column("district_code", sa.String(length=20), nullable=True),
        sa.Column("lsoa_code", sa.String(length=20), nullable=True),
        sa.Column("district_version_id", sa.Uuid(), nullable=True),
        sa.Column("district_confirmed", sa.Boolean(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=True),
        sa.Column("occurred_month", sa.String(length=7), nullable=True),
        sa.Column("time_band", sa.String(length=10), nullable=True),
        sa.Column("burst", sa.Integer(), nullable=True),
        sa.Column("receipt_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("row_identity", sa.LargeBinary(length=32), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
    ]


def rewrite(columns: list[sa.Column[object]], checks: dict[str, str]) -> None:
    """SQLite: the table of reports anew, with the concerns it had."""
    op.create_table(
        "reports_anew",
        *columns,
        *(sa.CheckConstraint(text, name=op.f(name)) for name, text in checks.items()),
        sa.CheckConstraint(
            "occurred_on IS NULL OR occurred_month IS NOT NULL",
            name=op.f("ck_reports_month_with_date"),
        ),
        sa.CheckConstraint("precision_m > 0", name=op.f("ck_reports_precision")),
        sa.ForeignKeyConstraint(
            ["district_version_id"],
            ["area_versions.id"],
            name=op.f("fk_reports_district_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["report_imports.id"], name=op.f("fk_reports_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_reports_receipt_hash")),
        sa.UniqueConstraint("row_identity", name=op.f("uq_reports_row_identity")),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO reports_anew ({OLD_COLUMNS}) SELECT {OLD_COLUMNS} FROM reports")  # noqa: S608
    op.execute(
        "CREATE TEMPORARY TABLE concerns_meanwhile AS SELECT report_id, concern "
        "FROM report_concerns WHERE report_id IN (SELECT id FROM reports_anew)"
    )
    op.execute("DROP TABLE reports")
    op.execute("ALTER TABLE reports_anew RENAME TO reports")
    op.execute("INSERT INTO report_concerns SELECT report_id, concern FROM concerns_meanwhile")
    op.execute("DROP TABLE concerns_meanwhile")
    for name, indexed in OLD_INDEXES.items():
        op.create_index(op.f(name), "reports", indexed)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        rewrite([*old_columns(), *new_columns()], {"ck_reports_state": STATES, **CHECKS})
    else:
        op.alter_column("reports", "state", type_=sa.String(length=20))
        for column in new_columns():
            op.add_column("reports", column)
        op.drop_constraint(op.f("ck_reports_state"), "reports")
        for name, text in {"ck_reports_state": STATES, **CHECKS}.items():
            op.create_check_constraint(op.f(name), "reports", text)
    for name, indexed in INDEXES.items():
        op.create_index(op.f(name), "reports", indexed)
    op.execute("UPDATE reports SET channel = 'import' WHERE import_id IS NOT NULL")
    op.execute(
        "UPDATE reports SET placed_by = 'gone', precision_m = 10000 WHERE state = 'withdrawn'"
    )
    create_tables()


def create_tables() -> None:
    op.create_table(
        "report_assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'declined', 'handed-on', 'ended')",
            name=op.f("ck_report_assignments_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_report_assignments_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_assignments_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_assignments")),
    )
    op.create_index(
        "uq_report_assignments_open",
        "report_assignments",
        ["report_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        op.f("ix_report_assignments_organisation_id_state"),
        "report_assignments",
        ["organisation_id", "state"],
    )
    op.create_index(op.f("ix_report_assignments_report_id"), "report_assignments", ["report_id"])
    op.create_table(
        "report_shares",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_report_shares_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_shares_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", "organisation_id", name=op.f("pk_report_shares")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_report_shares_organisation_id_told_on"),
        "report_shares",
        ["organisation_id", "told_on"],
    )
    op.create_table(
        "report_texts",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_texts_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_texts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_options",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_report_options")),
    )
    op.create_table(
        "report_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_people")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_report_people_quarter"), "report_people", ["quarter"])


def downgrade() -> None:
    """Back to five states: what was passed on, acted on or closed counts as approved again."""
    for table in (
        "report_people",
        "report_options",
        "report_texts",
        "report_shares",
        "report_assignments",
    ):
        op.drop_table(table)
    op.execute(
        "UPDATE reports SET state = 'approved', outcome = NULL "
        "WHERE state IN ('passed-on', 'action-taken', 'closed')"
    )
    if op.get_bind().dialect.name == "sqlite":
        columns = old_columns()
        rewrite(columns, {"ck_reports_state": OLD_STATES})
        return
    for name in INDEXES:
        op.drop_index(op.f(name), "reports")
    for name in ("ck_reports_state", *CHECKS):
        op.drop_constraint(op.f(name), "reports")
    for column in new_columns():
        op.drop_column("reports", column.name)
    op.create_check_constraint(op.f("ck_reports_state"), "reports", OLD_STATES)
