"""Fixtures that every test may ask for: an app on each database, a client that checks its pages."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy.orm
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from psycopg import sql
from werkzeug.test import TestResponse

from engagement.core import migrating
from engagement.core.db import Base, db
from engagement.core.settings import Settings
from tests.html import check_page
from wsgi import create_app

ROOT = Path(__file__).resolve().parents[1]
REFERENCE_DATA = Path(os.environ.get("REFERENCE_DATA", ROOT.parent / "shared" / "data"))
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
SEAL_KEYS = "t1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def _postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real data; a test that needs it skips without it."""
    if not REFERENCE_DATA.is_dir():
        pytest.skip("REFERENCE_DATA is not on this machine")
    return REFERENCE_DATA


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Address of a PostgreSQL server, or a skip; a failure where REQUIRE_POSTGRES is set."""
    if not _postgres_answers():
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(f"no PostgreSQL answers at TEST_POSTGRES_URL ({POSTGRES})")
        pytest.skip("no PostgreSQL answers at TEST_POSTGRES_URL")
    return POSTGRES


def make_settings(folder: Path, **changes: object) -> Settings:
    """Settings of a production service on this machine, with everything in one folder."""
    values: dict[str, object] = {
        "secret_key": "test-" * 8,
        "seal_keys": SEAL_KEYS,
        "public_base_url": "http://localhost",
        "instance_dir": folder,
        "database_url": f"sqlite:///{folder / 'engagement.db'}",
        "jobs_url": f"sqlite:///{folder / 'jobs.db'}",
        "jobs_immediate": True,
        "partnership_file": ROOT / "partnership" / "lincolnshire.toml",
        "log_level": "WARNING",
    }
    return Settings(**values | changes)  # type: ignore[arg-type]


def _migrate(settings: Settings) -> None:
    app = create_app(settings)
    with app.app_context():
        migrating.upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database in one file, to be copied."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    _migrate(make_settings(folder))
    connection = sqlite3.connect(folder / "engagement.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder / "engagement.db"


@pytest.fixture(scope="session")
def postgres_database(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of this process's own PostgreSQL database, migrated; each test empties it first."""
    name = f"safer_test_{uuid4().hex[:12]}"
    _administer(postgres_server, "CREATE DATABASE {}", name)
    url = _database_url(postgres_server, name)
    _migrate(make_settings(tmp_path_factory.mktemp("postgres"), database_url=url))
    yield url
    _administer(postgres_server, "DROP DATABASE {} WITH (FORCE)", name)


def _empty(url: str) -> None:
    """Delete every row; the role keeps triggers and foreign keys out of it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for table in Base.metadata.sorted_tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))


def _administer(server: str, statement: str, *names: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def _database_url(server: str, name: str) -> str:
    return server.rpartition("/")[0] + "/" + name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, migrated and empty, on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "engagement.db")
        yield f"sqlite:///{tmp_path / 'engagement.db'}"
        return
    url: str = request.getfixturevalue("postgres_database")
    _empty(url)
    yield url


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Settings:
    """Settings of the test's app; `@pytest.mark.settings(name=value)` changes them."""
    marker = request.node.get_closest_marker("settings")
    return make_settings(tmp_path, database_url=database_url, **(marker.kwargs if marker else {}))


class CheckedClient(FlaskClient):
    """A browser without cookies from elsewhere that looks at every page it is given."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        response: TestResponse = super().open(*args, **kwargs)  # type: ignore[arg-type]
        own_page = response.headers.get("X-Frame-Options") == "DENY"  # a map's frame is none
        if response.mimetype == "text/html" and own_page and not response.location:
            check_page(response.text)
        return response


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates are compiled once for all apps, not once for each test's own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """The whole service on the test's database; no context is pushed."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    app.test_client_class = CheckedClient
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody is signed in with."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[sqlalchemy.orm.Session]:
    """A session that writes; what it commits, the client sees."""
    with app.app_context():
        make = db.sessionmaker
    with make(expire_on_commit=False) as session:
        session.info["writes"] = True
        yield session
