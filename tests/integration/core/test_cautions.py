"""Warnings of a start: in the log of the web server, not before every command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import ROOT, SEAL_KEYS

ADDRESS = "203.0.113.77"
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [(["-c", "import wsgi; wsgi.app"], True), (["-m", "flask", "--app", "wsgi", "routes"], False)],
    ids=["a server", "a command"],
)
def test_a_server_warns_when_it_starts_and_a_command_does_not(
    *, asked: list[str], said: bool, tmp_path: Path
) -> None:
    environ = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "s" * 32,
        "SEAL_KEYS": SEAL_KEYS,
        "PUBLIC_BASE_URL": "https://safer.example.org",
        "INSTANCE_DIR": str(tmp_path),
        "WEB_WORKERS": "2",
    }
    done = subprocess.run(
        [sys.executable, *asked], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ("TRUSTED_PROXY_HOPS is 0" in done.stderr) is said, done.stderr
    assert ("BURSTS_URL is memory" in done.stderr) is said, done.stderr


@SQLITE
def test_a_proxy_that_nobody_told_us_of_is_named_once_and_never_with_a_post(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client, headers = app.test_client(), {"X-Forwarded-For": ADDRESS}
    client.get("/healthz")
    client.post("/report/where/", headers=headers)
    assert "X-Forwarded-For" not in caplog.text
    for _ in range(2):
        client.get("/healthz", headers=headers)
    assert caplog.text.count("A request came with X-Forwarded-For") == 1
    assert ADDRESS not in caplog.text


@SQLITE
@pytest.mark.settings(trusted_proxy_hops=1)
def test_a_proxy_that_is_trusted_is_no_surprise(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    app.test_client().get("/healthz", headers={"X-Forwarded-For": ADDRESS})
    assert "X-Forwarded-For" not in caplog.text
