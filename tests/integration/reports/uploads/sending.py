"""Sending a file through the import pages as a browser does, for their tests."""

import io
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.integration.accounts.people import form_token
from tests.integration.reports.importing.importing import INSIDE, OUTSIDE

NEW = "/reports/imports/files/new"
ROWS = "\n".join(
    [
        "easting,northing,month",
        f"{INSIDE[0]},{INSIDE[1]},2020-07",
        f"{INSIDE[0] + 10},{INSIDE[1]},2020-08",
        f"{OUTSIDE[0]},{OUTSIDE[1]},2020-08",
        f"{INSIDE[0]},{INSIDE[1]},soon",
    ]
).encode()
"""Two reports, one place outside, one row that cannot be read."""
ANSWERS = {
    "source": "Walkabout",
    "easting": "0",
    "northing": "1",
    "month": "2",
    "order": "day",
    "precision_m": "10",
}


def send(client: FlaskClient, content: bytes = ROWS, name: str = "reports.csv") -> TestResponse:
    """The first page, sent with a file."""
    data = {"csrf_token": form_token(client, NEW), "file": (io.BytesIO(content), name)}
    return client.post(NEW, data=data, content_type="multipart/form-data")


def sent(client: FlaskClient, content: bytes = ROWS, name: str = "reports.csv") -> str:
    """The address of a file that was taken, without its step."""
    answer = send(client, content, name)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[0]


def describe(client: FlaskClient, url: str, answers: Mapping[str, str] = ANSWERS) -> TestResponse:
    """The page of columns, answered."""
    token = form_token(client, f"{url}/columns")
    return client.post(f"{url}/columns", data={**answers, "csrf_token": token})


def press(client: FlaskClient, page: str, action: str) -> TestResponse:
    """A button on a page."""
    return client.post(action, data={"csrf_token": form_token(client, page)})


def imported(client: FlaskClient, content: bytes = ROWS, name: str = "reports.csv") -> TestResponse:
    """The result of a file that goes all the way."""
    url = sent(client, content, name)
    assert describe(client, url).status_code == 303
    assert press(client, f"{url}/preview", f"{url}/start").status_code == 303
    return client.get(url)
