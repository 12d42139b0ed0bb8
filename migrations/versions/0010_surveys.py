"""surveys"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("privacy_notice", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("controller", sa.String(length=60), nullable=False),
        sa.Column("districts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("for_under_18s", sa.Boolean(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'live', 'closed', 'archived')", name=op.f("ck_surveys_state")
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
            name=op.f("ck_surveys_moments"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_surveys_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("slug", name=op.f("uq_surveys_slug")),
    )
    op.create_index("ix_surveys_organisation_id", "surveys", ["organisation_id"], unique=False)
    op.create_table(
        "survey_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_survey_drafts_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_drafts")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_survey_drafts_code_hash")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_drafts_saved_on", "survey_drafts", ["saved_on"], unique=False)
    op.create_table(
        "survey_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("district_code", sa.String(length=20), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('open', 'place', 'event', 'campaign')",
            name=op.f("ck_survey_links_channel"),
        ),
        sa.CheckConstraint("used >= 0", name=op.f("ck_survey_links_used")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_survey_links_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_links")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_links_code")),
    )
    op.create_index("ix_survey_links_survey_id", "survey_links", ["survey_id"], unique=False)
    op.create_table(
        "survey_releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("policy", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_releases_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_releases")),
        sa.UniqueConstraint("sha256", name=op.f("uq_survey_releases_sha256")),
        sa.UniqueConstraint("survey_id", name=op.f("uq_survey_releases_survey_id")),
    )
    op.create_table(
        "survey_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("xform", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published')", name=op.f("ck_survey_versions_state")
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_survey_versions_number")),
        sa.ForeignKeyConstraint(
            ["survey_id"],
            ["surveys.id"],
            name=op.f("fk_survey_versions_survey_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_versions")),
        sa.UniqueConstraint(
            "survey_id", "number", name=op.f("uq_survey_versions_survey_id_number")
        ),
    )
    op.create_table(
        "survey_responses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("survey_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("district_code", sa.String(length=20), nullable=True),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("texts", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (answers IS NULL)",
            name=op.f("ck_survey_responses_withdrawn_without_answers"),
        ),
        sa.CheckConstraint(
            "channel IN ('open', 'place', 'event', 'campaign')",
            name=op.f("ck_survey_responses_channel"),
        ),
        sa.CheckConstraint(
            "state IN ('counted', 'withdrawn')", name=op.f("ck_survey_responses_state")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_responses_survey_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["survey_versions.id"], name=op.f("fk_survey_responses_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_responses")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_survey_responses_receipt_hash")),
        sa.UniqueConstraint(
            "survey_id", "submission", name=op.f("uq_survey_responses_survey_id_submission")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_survey_responses_answered_on", "survey_responses", ["answered_on"], unique=False
    )
    op.create_index(
        "ix_survey_responses_survey_id_version_id_state",
        "survey_responses",
        ["survey_id", "version_id", "state"],
        unique=False,
    )
    op.create_table(
        "survey_tones",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("tone", sa.String(length=10), nullable=True),
        sa.Column("override", sa.String(length=10), nullable=True),
        sa.Column("overridden_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "score IS NULL OR score BETWEEN -1 AND 1", name=op.f("ck_survey_tones_score")
        ),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["survey_responses.id"],
            name=op.f("fk_survey_tones_response_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", "place", name=op.f("pk_survey_tones")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("survey_tones")
    op.drop_index("ix_survey_responses_survey_id_version_id_state", "survey_responses")
    op.drop_index("ix_survey_responses_answered_on", "survey_responses")
    op.drop_table("survey_responses")
    op.drop_table("survey_versions")
    op.drop_table("survey_releases")
    op.drop_index("ix_survey_links_survey_id", "survey_links")
    op.drop_table("survey_links")
    op.drop_index("ix_survey_drafts_saved_on", "survey_drafts")
    op.drop_table("survey_drafts")
    op.drop_index("ix_surveys_organisation_id", "surveys")
    op.drop_table("surveys")
