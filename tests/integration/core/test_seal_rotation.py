"""Rotation seals every text again with the first key and leaves everything readable."""

import base64
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import seal
from engagement.core.cli import sealed_columns
from engagement.core.db import reading
from engagement.reports.models import Report
from tests import factories


def test_after_rotation_every_sealed_value_carries_the_first_key(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.districts(session)
    factories.report(session, decision_note="seen at the bus stop")
    session.commit()
    fresh = base64.urlsafe_b64encode(b"n" * 32).decode()
    before = tuple(seal._ring)
    seal.configure((*seal.key_ring(f"new:{fresh}"), *before))
    try:
        result = app.test_cli_runner().invoke(args=["seal", "rotate"])
        again = app.test_cli_runner().invoke(args=["seal", "rotate"])
        with app.app_context(), reading() as after:
            raw = after.scalar(sa.select(sa.type_coerce(Report.decision_note, sa.LargeBinary)))
            assert after.scalar(sa.select(Report.decision_note)) == "seen at the bus stop"
        assert raw is not None
        assert seal.is_current(bytes(raw))
    finally:
        seal.configure(before)
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1 sealed value")
    assert again.output.startswith("0 sealed values")


def test_rotation_knows_every_sealed_column() -> None:
    names = {str(column) for column in sealed_columns()}
    assert {"reports.decision_note", "officers.email", "report_imports.outside_rows"} <= names
