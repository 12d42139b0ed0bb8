"""A worker that has served surveys has not paid for compiling them, nor for the officers' tools."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core.settings import Settings
from tests.integration.surveys.answering import made

ROOT = Path(__file__).resolve().parents[4]
HEAVY = (
    "pandas", "geopandas", "folium", "textblob", "matplotlib", "scipy", "pyogrio",
    "pyxform", "openpyxl", "xlsxwriter", "pyreadstat",
)  # fmt: skip
VISIT = """
import json, sys
from wsgi import create_app
from tests.integration.surveys.answering.walk import Respondent

client = create_app().test_client()
addresses = ("/survey/", "/survey/how-safe-we-feel/", "/survey/saved/", "/survey/receipt/")
seen = [client.get(address).status_code for address in addresses]
walk = Respondent(client)
walk.answer_all()
walk.say(press="Send")
print(json.dumps({"seen": seen, "heading": walk.page.heading, "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_fresh_worker_that_served_a_survey_loaded_nothing_heavy(
    app: Flask, session: Session, settings: Settings
) -> None:
    made.survey(session)
    environment = os.environ | {
        "MODE": "production",
        "SECRET_KEY": settings.secret_key,
        "SEAL_KEYS": settings.seal_keys,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "PYTHONPATH": str(ROOT),
    }

    visit = subprocess.run(
        [sys.executable, "-c", VISIT],
        capture_output=True,
        text=True,
        env=environment,
        cwd=ROOT,
        check=False,
        timeout=120,
    )

    assert visit.returncode == 0, visit.stderr
    told = json.loads(visit.stdout.splitlines()[-1])
    assert told["seen"] == [200] * 4
    assert told["heading"] == "Thank you. We have your answers"
    assert [name for name in HEAVY if name in told["modules"]] == []
