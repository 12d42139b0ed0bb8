"""The base map: one file that the service hands out in ranges, and never without being told."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pmtiles.tile import TileType
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.core.settings import Settings, SettingsError
from tests import factories
from tests.conftest import make_settings
from tests.html import parse
from tests.tiles import made_tiles

ENVIRONMENT = {
    "SECRET_KEY": "test-" * 8,
    "SEAL_KEYS": "k1:x",
    "PUBLIC_BASE_URL": "http://localhost",
}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The engine does not matter here."""
    shutil.copy(sqlite_template, tmp_path / "engagement.db")
    return f"sqlite:///{tmp_path / 'engagement.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made_tiles(tmp_path / "map.pmtiles")


@pytest.fixture
def settings(tmp_path: Path, database_url: str, file: Path) -> Settings:
    return make_settings(tmp_path, database_url=database_url, tiles_file=file)


@pytest.fixture
def address(client: FlaskClient, session: Session) -> str:
    """Where the page that asks for the place says the base map is."""
    factories.districts(session)
    page = parse(client.get("/report/where/").text)
    (drawn,) = (e for e in page.all("div") if "data-pin-map" in e.attrib)
    return drawn.attrib["data-tiles-file"]


def get(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> TestResponse:
    """The answer, read to its end, so that the file is closed."""
    return client.get(address, headers=headers, buffered=True)


def test_the_page_names_the_file_and_loads_what_draws_it(client: FlaskClient, address: str) -> None:
    scripts = [
        e.attrib.get("src", "") for e in parse(client.get("/report/where/").text).all("script")
    ]

    assert address.startswith("/tiles/")
    assert address.endswith(".pmtiles")
    assert any("protomaps-leaflet" in one for one in scripts)


def test_a_range_of_the_file_is_answered_and_may_be_kept_for_ever(
    client: FlaskClient, address: str, file: Path
) -> None:
    answer = get(client, address, {"Range": "bytes=0-126"})

    assert answer.status_code == 206
    assert answer.data == file.read_bytes()[:127]
    assert answer.headers["Content-Range"] == f"bytes 0-126/{file.stat().st_size}"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Content-Encoding" not in answer.headers
    assert not answer.headers.getlist("Set-Cookie")


def test_the_whole_file_is_known_again_by_its_etag(
    client: FlaskClient, address: str, file: Path
) -> None:
    whole = get(client, address)
    assert (whole.status_code, whole.data) == (200, file.read_bytes())
    assert whole.headers["Accept-Ranges"] == "bytes"

    again = get(client, address, {"If-None-Match": whole.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_range_of_another_file_gets_all_of_this_one(client: FlaskClient, address: str) -> None:
    answer = get(client, address, {"Range": "bytes=0-126", "If-Range": '"another"'})

    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-99999999"])
def test_a_range_beyond_the_end_is_refused(client: FlaskClient, address: str, asked: str) -> None:
    assert get(client, address, {"Range": asked}).status_code == 416


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=5-2", "x=0-1", "bytes=0-1,5-9", "bytes=-5"])
def test_any_range_is_answered_or_refused_and_never_fails(
    client: FlaskClient, address: str, asked: str
) -> None:
    assert get(client, address, {"Range": asked}).status_code in {200, 206, 416}


def test_a_version_that_is_not_served_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get("/tiles/0123456789abcdef.pmtiles").status_code == 404


def test_a_file_that_went_away_costs_the_base_map_and_not_the_page(
    app: Flask, client: FlaskClient, address: str, file: Path
) -> None:
    file.unlink()
    client.set_cookie("anything", "x")  # a page of one's own, not the one kept

    page = client.get("/report/where/")

    assert page.status_code == 200
    assert 'data-tiles-file=""' in page.text
    assert get(client, address).status_code == 404


def test_looking_at_the_map_leaves_no_line(
    client: FlaskClient, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="access"):
        get(client, address, {"Range": "bytes=0-126"})

    assert caplog.records == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read: No such file"),
        (b"", "is not a PMTiles file of version 3"),
        (b"PMTiles\x02" + bytes(200), "is not a PMTiles file of version 3"),
        (b"<html>" * 100, "is not a PMTiles file of version 3"),
    ],
)
def test_a_service_whose_base_map_cannot_be_read_does_not_start(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "wrong.pmtiles"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(SettingsError, match=rf"^TILES_FILE: .*wrong\.pmtiles {says}"):
        Settings.from_environment(ENVIRONMENT | {"TILES_FILE": str(path)})


def test_half_a_file_and_one_of_pictures_are_refused_at_the_start(
    tmp_path: Path, file: Path
) -> None:
    half = tmp_path / "half.pmtiles"
    half.write_bytes(file.read_bytes()[:-1])
    pictures = made_tiles(tmp_path / "pictures.pmtiles", kind=TileType.PNG)

    for path, says in ((half, "is cut short"), (pictures, "holds pictures")):
        with pytest.raises(SettingsError, match=says):
            Settings.from_environment(ENVIRONMENT | {"TILES_FILE": str(path)})


def test_one_base_map_is_enough(file: Path) -> None:
    both = {"TILES_FILE": str(file), "TILES_URL": "https://tiles.example.org/{z}/{x}/{y}.png"}
    assert Settings.from_environment(ENVIRONMENT | {"TILES_FILE": str(file)}).tiles_file == file

    with pytest.raises(SettingsError, match="not both"):
        Settings.from_environment(ENVIRONMENT | both)
