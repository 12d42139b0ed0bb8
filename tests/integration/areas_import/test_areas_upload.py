"""Loading boundaries by the page: checked as the command checks them, whole or not at all."""

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.areas.models import AreaKind, AreaUpload
from engagement.areas.queries import current_version
from engagement.areas.uploads import formats
from engagement.core.actor import Role
from engagement.core.jobs import Job
from tests import factories
from tests.architecture.source import ROOT
from tests.html import parse
from tests.integration.accounts.people import form_token
from tests.integration.reports.officers import browser

CODES = [f"E0700013{digit}" for digit in range(6, 10)] + [f"E0700014{digit}" for digit in range(3)]
NEW = "/areas/files/new"
ANSWERS = {"kind": "district", "code": "LAD24CD", "name": "LAD24NM", "label": "May 2024"}
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _frame(*more: str) -> gpd.GeoDataFrame:
    codes = [*CODES, *more]
    squares = [
        shapely.box(500_000 + n * 10_000, 340_000, 510_000 + n * 10_000, 350_000)
        for n in range(len(codes))
    ]
    names = [f"District {code}" for code in codes]
    return gpd.GeoDataFrame({"LAD24CD": codes, "LAD24NM": names}, geometry=squares, crs=27700)


def _file(frame: gpd.GeoDataFrame, folder: Path, kind: str = "gpkg") -> bytes:
    path = folder / f"made.{kind}"
    if kind == "zip":
        frame.to_file(folder / "parts.shp")
        with zipfile.ZipFile(path, "w") as archive:
            for part in folder.glob("parts.*"):
                archive.write(part, part.name)
    elif kind == "kml":
        frame.to_crs(4326).to_file(path, driver="LIBKML")
    else:
        frame.to_file(path)
    return path.read_bytes()


def _send(client: FlaskClient, content: bytes, name: str = "boundaries.gpkg") -> TestResponse:
    data = {"csrf_token": form_token(client, NEW), "file": (io.BytesIO(content), name)}
    return client.post(NEW, data=data, content_type="multipart/form-data")


def _described(client: FlaskClient, content: bytes, **answers: str) -> str:
    """The address of a file whose fields are named."""
    sent = _send(client, content)
    assert sent.status_code == 303, parse(sent.text).text
    token = form_token(client, sent.location)
    answer = client.post(sent.location, data=ANSWERS | answers | {"csrf_token": token})
    assert answer.status_code == 303, parse(answer.text).summary
    return answer.location


def _press(client: FlaskClient, url: str, action: str) -> TestResponse:
    return client.post(f"{url}/{action}", data={"csrf_token": form_token(client, NEW)})


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    return browser(app, session, Role.ADMINISTRATOR)


@pytest.fixture
def before(session: Session) -> None:
    factories.districts(session, approximate=True)


@pytest.mark.usefixtures("before")
def test_a_file_is_sent_named_checked_and_loaded(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    sent = _send(client, _file(_frame("E07000999"), tmp_path))
    guessed = client.get(sent.location).text
    url = _described(client, _file(_frame("E07000999"), tmp_path))
    check = parse(client.get(url).text).text
    still = current_version(session, AreaKind.DISTRICT)
    session.commit()

    answer = _press(client, url, "load")

    assert '<option value="LAD24CD" selected>' in guessed
    assert '<option value="LAD24NM" selected>' in guessed
    assert "Areas to load 7" in check
    assert "700.0 square kilometres" in check
    assert "1 areas outside the partnership’s districts" in check
    assert "British National Grid" in check
    assert still is not None
    assert still.is_approximate
    assert answer.location == "/areas/"
    now = current_version(session, AreaKind.DISTRICT)
    assert now is not None
    assert (now.label, now.file_name, now.is_approximate) == ("May 2024", "boundaries.gpkg", False)
    assert session.scalars(sa.select(Job.name)).all() == ["reports.assign"]
    assert len(session.scalars(sa.select(AreaUpload)).all()) == 1  # the one not loaded


@SQLITE
@pytest.mark.usefixtures("before")
@pytest.mark.parametrize(("kind", "name"), [("geojson", "a.json"), ("zip", "a.zip")])
def test_other_formats_load_as_well(
    client: FlaskClient, session: Session, tmp_path: Path, kind: str, name: str
) -> None:
    frame = _frame() if kind == "zip" else _frame().to_crs(4326)

    url = _described(client, _file(frame, tmp_path, kind))
    _press(client, url, "load")

    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert not version.is_approximate
    assert name


@SQLITE
@pytest.mark.usefixtures("before")
def test_a_mistake_is_named_nothing_is_loaded_and_the_file_stays(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    frame = _frame()
    frame = frame.set_geometry([frame.geometry[0], *frame.geometry[[0, *range(2, 7)]]])

    url = _described(client, _file(frame, tmp_path))
    check, load = client.get(url), _press(client, url, "load")

    for answer in (check, load):
        assert answer.status_code == 400
        assert "E07000136 and E07000137 (100.000 km2)" in parse(answer.text).text
    version = current_version(session, AreaKind.DISTRICT)
    assert version is not None
    assert version.is_approximate
    assert "boundaries.gpkg" in client.get("/areas/").text


@SQLITE
@pytest.mark.usefixtures("before")
def test_a_wrong_field_is_named_and_can_be_changed(
    client: FlaskClient, session: Session, tmp_path: Path
) -> None:
    url = _described(client, _file(_frame(), tmp_path), code="LAD24NM")

    wrong = parse(client.get(url).text).text
    token = form_token(client, f"{url}/fields")
    client.post(f"{url}/fields", data=ANSWERS | {"csrf_token": token})

    assert "The field 'LAD24NM' names nothing in E07000136" in wrong
    assert "Areas to load 7" in parse(client.get(url).text).text


@SQLITE
@pytest.mark.usefixtures("before")
def test_of_several_layers_one_is_chosen(client: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "several.gpkg"
    _frame().to_file(path, layer="may")
    _frame().to_file(path, layer="december", mode="w")

    sent = _send(client, path.read_bytes())
    token = form_token(client, sent.location)
    chosen = client.post(sent.location, data={"layer": "may", "csrf_token": token})

    assert sent.location.endswith("/layer")
    assert "LAD24CD" in client.get(chosen.location).text


def _zip(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return packed.getvalue()


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"0" * (formats.MOST_UNPACKED + 1))
    return packed.getvalue()


HOSTILE = {
    "picture": (b"\x89PNG\r\n\x1a\n", "no file of boundaries"),
    "elsewhere": (
        b"<OGRVRTDataSource><OGRVRTLayer><SrcDataSource>/etc/passwd</SrcDataSource>",
        "no file of boundaries",
    ),
    "pipeline": (
        b'{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}',
        "that can be read",
    ),
    "nested": (_zip("a.shp", "a.vrt"), "parts of one Shapefile"),
    "two": (_zip("a.shp", "b.shp"), "parts of one Shapefile"),
    "bomb": (_bomb(), "larger than this page takes"),
    "cut": (_zip("a.shp")[:-10], "damaged"),
    "no-json": (b"{" + b"[" * 100_000, "that can be read"),
    "no-places": (json.dumps({"type": "FeatureCollection", "features": []}).encode(), ""),
}


@SQLITE
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_plain_words_and_not_kept(
    client: FlaskClient, session: Session, kind: str
) -> None:
    content, words = HOSTILE[kind]

    answer = _send(client, content)

    if words:
        assert answer.status_code == 400
        assert words in parse(answer.text).text
        assert session.scalars(sa.select(AreaUpload)).all() == []
    assert "root:" not in answer.text


def test_every_other_driver_is_switched_off_where_a_file_that_was_sent_is_read() -> None:
    script = "import pyogrio; print(*pyogrio.list_drivers(read=True), sep='|')"
    environment = {**os.environ, formats.ENVIRONMENT: formats.SKIPPED}

    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert set(done.stdout.strip().split("|")) == formats.ALLOWED


@SQLITE
def test_only_who_manages_areas_finds_the_door(app: Flask, session: Session) -> None:
    analyst = browser(app, session, Role.ANALYST)

    assert analyst.get(NEW).status_code == 403
    assert NEW not in analyst.get("/areas/").text
