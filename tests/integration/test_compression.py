"""Static files travel compressed to browsers that take it."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from engagement.core.compression import init_compression

STYLE = "body { margin: 0 }\n" * 100
SHORT = "p { margin: 0 }"


@pytest.fixture
def static_app(tmp_path: Path) -> Flask:
    (tmp_path / "long.css").write_text(STYLE)
    (tmp_path / "short.css").write_text(SHORT)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG" * 400)
    app = Flask(__name__, static_folder=str(tmp_path), static_url_path="/static")
    init_compression(app)
    return app


def test_a_style_sheet_travels_compressed_and_whole(static_app: Flask) -> None:
    response = static_app.test_client().get(
        "/static/long.css", headers={"Accept-Encoding": "gzip, br"}
    )

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.data) < len(STYLE)
    assert gzip.decompress(response.data).decode() == STYLE


@pytest.mark.parametrize(
    ("name", "accepts"),
    [("long.css", ""), ("long.css", "gzip;q=0"), ("short.css", "gzip"), ("picture.png", "gzip")],
)
def test_what_gains_nothing_or_is_not_wanted_travels_as_it_is(
    static_app: Flask, name: str, accepts: str
) -> None:
    client = static_app.test_client()

    with client.get(f"/static/{name}", headers={"Accept-Encoding": accepts}) as response:
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers
        assert response.data == Path(static_app.static_folder or "", name).read_bytes()


def test_a_changed_file_is_compressed_anew(static_app: Flask) -> None:
    client = static_app.test_client()
    before = client.get("/static/long.css", headers={"Accept-Encoding": "gzip"}).data
    Path(static_app.static_folder or "", "long.css").write_text(STYLE + "a { color: red }")

    after = client.get("/static/long.css", headers={"Accept-Encoding": "gzip"}).data

    assert gzip.decompress(after) != gzip.decompress(before)


def test_a_missing_file_is_still_missing(static_app: Flask) -> None:
    response = static_app.test_client().get("/static/gone.css", headers={"Accept-Encoding": "gzip"})

    assert response.status_code == 404
