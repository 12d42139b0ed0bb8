"""The access table is the URL map, and the public's pages stay light."""

import subprocess
import sys
from pathlib import Path

from flask import Flask

from tests.architecture.source import ROOT

HEAVY = ("pandas", "geopandas", "folium", "textblob", "matplotlib", "scipy", "esda")
VISIT = f"""
import sys
from engagement.accounts.permissions import PUBLIC
from wsgi import create_app

app = create_app()
client = app.test_client()
access = app.extensions["access"]
visited = []
for rule in app.url_map.iter_rules():
    if access[rule.endpoint] == PUBLIC and "GET" in rule.methods and not rule.arguments:
        status = client.get(rule.rule).status_code
        assert status < 500 or rule.endpoint == "health.ready", (rule.rule, status)
        visited += [rule.rule] if status == 200 else []
loaded = sorted(set({HEAVY!r}) & set(sys.modules))
print(len(visited), *loaded)
"""


def test_every_endpoint_has_its_entry_in_the_access_table_and_every_entry_its_endpoint(
    whole_app: Flask,
) -> None:
    endpoints = {rule.endpoint for rule in whole_app.url_map.iter_rules()}

    assert set(whole_app.extensions["access"]) == endpoints


def test_urls_are_kebab_case(whole_app: Flask) -> None:
    rules = [rule.rule for rule in whole_app.url_map.iter_rules() if rule.endpoint != "static"]
    fixed = [part for rule in rules for part in rule.split("/") if part and "<" not in part]

    assert fixed
    assert [part for part in fixed if part != part.lower() or "_" in part] == []


def test_a_worker_that_served_every_public_page_has_loaded_nothing_heavy(tmp_path: Path) -> None:
    environment = {
        "MODE": "demonstration",
        "INSTANCE_DIR": str(tmp_path),
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }

    def python(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    python("-m", "flask", "--app", "wsgi", "db", "upgrade")
    visited, *heavy = python("-c", VISIT).split()

    assert int(visited) > 3
    assert heavy == []
