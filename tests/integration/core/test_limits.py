"""A limit protects officers' costly pages; nobody who tells us something is ever turned away."""

import pytest
from flask import Flask

from engagement.accounts.permissions import PUBLIC
from engagement.core.limits import limiter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_no_public_page_has_a_limit(app: Flask) -> None:
    public = [name for name, access in app.extensions["access"].items() if access == PUBLIC]
    limited = [
        name
        for name in public
        if name in app.view_functions
        and limiter.limit_manager.decorated_limits(
            f"{app.view_functions[name].__module__}.{app.view_functions[name].__name__}"
        )
    ]
    assert len(public) > 10
    assert limited == []


def test_a_public_submission_is_never_answered_with_429(app: Flask) -> None:
    client = app.test_client()
    answers = {client.post("/report/where/", data={}).status_code for _ in range(120)}
    assert 429 not in answers


def test_a_limited_page_says_when_to_come_back(app: Flask) -> None:
    limited = limiter.limit("2/minute")(lambda: {"costly": True})
    app.add_url_rule("/costly", "costly", limited)
    app.extensions["access"]["costly"] = PUBLIC
    client = app.test_client()
    answers = [client.get("/costly") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) <= 60
    assert "<h1" in answers[2].text
