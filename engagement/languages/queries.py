"""Which translations are approved, and by whom."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from engagement.accounts.models import Officer
from engagement.languages.models import TranslationReview


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved one version of a translation, when, and who read it if it was somebody else."""

    officer: str
    at: datetime
    note: str | None


def approved_versions(session: Session) -> frozenset[tuple[str, str]]:
    """The approved catalogues: language and SHA-256."""
    statement = sa.select(TranslationReview.language, TranslationReview.catalogue_sha256).order_by(
        TranslationReview.language, TranslationReview.catalogue_sha256
    )
    return frozenset((language, sha256) for language, sha256 in session.execute(statement))


def approval_of(session: Session, *, language: str, catalogue_sha256: str) -> Approval | None:
    """The approval of this version of a translation."""
    found = session.execute(
        sa.select(Officer.name, TranslationReview.approved_at, TranslationReview.note)
        .join(Officer, Officer.id == TranslationReview.approved_by)
        .where(
            TranslationReview.language == language,
            TranslationReview.catalogue_sha256 == catalogue_sha256,
        )
        .order_by(TranslationReview.language)
    ).one_or_none()
    return None if found is None else Approval(*found)
