"""A worker that has served the public's pages has not paid for the officers' tools."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from engagement.areas.models import AreaVersion
from engagement.core.settings import Settings

ROOT = Path(__file__).resolve().parents[4]
HEAVY = ("pandas", "geopandas", "folium", "textblob", "matplotlib", "scipy", "pyogrio")
VISIT = """
import json, sys
from wsgi import create_app
from tests.integration.reports.journey.walk import Walk

app = create_app()
client = app.test_client()
addresses = ("/", "/privacy", "/accessibility", "/help", "/healthz", "/report/")
seen = [client.get(address).status_code for address in addresses]
walk = Walk(client)
walk.answer_all()
walk.send("Send it")
drawn = Walk(client).open()
for element in drawn.all("div"):
    for name in ("data-outlines-url", "data-places-url"):
        if name in element.attrib:
            seen.append(client.get(element.attrib[name]).status_code)
print(json.dumps({"seen": seen, "heading": walk.page.heading, "modules": sorted(sys.modules)}))
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_fresh_worker_that_served_the_public_pages_loaded_nothing_heavy(
    app: Flask, county: AreaVersion, settings: Settings
) -> None:
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
    assert told["seen"] == [200] * 8
    assert told["heading"] == "Thank you. We have your report"
    assert [name for name in HEAVY if name in told["modules"]] == []
