"""Every answer carries the headers; refusals are plain pages; nothing personal is logged."""

import logging
import re

import pytest
import sqlalchemy.exc
from flask import Flask, make_response
from flask.testing import FlaskClient

from engagement.core.http import allow_framing_here, error_page

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = sqlite_only


@pytest.mark.parametrize("path", ["/", "/nowhere", "/healthz", "/reports/"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_nonce_is_new_each_time_and_stands_on_each_script(client: FlaskClient) -> None:
    pages = [client.get("/") for _ in range(2)]
    nonces = [
        re.search(r"'nonce-([^']+)'", page.headers["Content-Security-Policy"]).group(1)  # type: ignore[union-attr]
        for page in pages
    ]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script[^>]*>", pages[0].text)
    assert scripts
    assert all(f'nonce="{nonces[0]}"' in script for script in scripts)


@pytest.mark.settings(public_base_url="https://safer.example.org")
def test_a_service_on_https_insists_on_it(client: FlaskClient) -> None:
    answer = client.get("/", base_url="https://safer.example.org")
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


@pytest.mark.settings(tiles_url="https://tiles.example.org/{z}/{x}/{y}.png")
def test_only_a_tile_server_that_was_set_may_be_reached(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert re.findall(r"https?://[^ ;]+", policy) == ["https://tiles.example.org"] * 2


def test_only_a_page_that_says_so_may_be_framed_by_our_own(app: Flask) -> None:
    def framed() -> str:
        allow_framing_here()
        return "<!doctype html><title>x</title>"

    app.add_url_rule("/framed", "framed", framed)
    app.extensions["access"]["framed"] = app.extensions["access"]["static"]
    answer = Flask.test_client(app).get("/framed")
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org"}, {"Origin": "null"}],
)
def test_a_form_sent_from_another_site_is_refused(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    assert client.post("/report/where/", headers=headers).status_code == 403


def test_a_foreign_host_header_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example.org"}).status_code == 400


def test_forwarded_headers_are_ignored_unless_a_proxy_is_trusted(client: FlaskClient) -> None:
    answer = client.get("/reports/", headers={"X-Forwarded-Host": "evil.example.org"})
    assert "evil" not in answer.headers.get("Location", "") + answer.text


def test_a_body_over_the_limit_is_a_plain_page(client: FlaskClient) -> None:
    answer = client.post("/report/where/", data={"x": "y" * 10_000_000})
    assert answer.status_code == 413
    assert "too large" in answer.text.lower() or "too big" in answer.text.lower()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 429, 500, 503])
def test_every_refusal_has_a_page_of_its_own(app: Flask, status: int) -> None:
    with app.test_request_context("/"):
        app.preprocess_request()
        page = make_response(error_page(status))
    assert page.status_code == status
    assert b"<h1" in page.data


def test_a_database_that_is_away_is_said_so_and_a_surprise_is_not_shown(app: Flask) -> None:
    def away() -> str:
        raise sqlalchemy.exc.OperationalError("SELECT secret", {}, Exception("gone"))

    def surprise() -> str:
        raise RuntimeError("inside knowledge")

    for name, view in (("away", away), ("surprise", surprise)):
        app.add_url_rule(f"/{name}", name, view)
        app.extensions["access"][name] = app.extensions["access"]["static"]
    client = app.test_client()
    gone, broken = client.get("/away"), client.get("/surprise")
    assert (gone.status_code, broken.status_code) == (503, 500)
    assert gone.headers["Retry-After"] == "60"
    assert "secret" not in gone.text
    assert "inside knowledge" not in broken.text


def test_logs_hold_no_address_agent_query_or_form_and_no_line_for_a_public_post(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        canary = {"User-Agent": "canary-agent"}
        base = {"REMOTE_ADDR": "203.0.113.77"}
        client.get("/?q=canary-query", headers=canary, environ_overrides=base)
        client.post(
            "/report/where/", data={"x": "canary-form"}, headers=canary, environ_overrides=base
        )
    lines = " ".join(str(vars(record)) for record in caplog.records)
    assert "pages." in lines
    assert "canary" not in lines
    assert "203.0.113.77" not in lines
    assert not [r for r in caplog.records if r.name == "access" and vars(r)["method"] == "POST"]


def test_a_public_visit_sets_no_cookie(client: FlaskClient) -> None:
    for path in ("/", "/report/", "/privacy", "/nowhere"):
        assert "Set-Cookie" not in client.get(path).headers


def test_a_static_file_may_be_kept_for_ever_only_under_its_versioned_address(
    app: Flask, client: FlaskClient
) -> None:
    page = client.get("/").text
    address = re.search(r'/static/css/[^"]+\?v=[0-9a-f]+', page)
    assert address is not None
    assert "immutable" in client.get(address.group(), buffered=True).headers["Cache-Control"]
    bare = client.get(address.group().partition("?")[0], buffered=True)
    assert "immutable" not in bare.headers.get("Cache-Control", "")
