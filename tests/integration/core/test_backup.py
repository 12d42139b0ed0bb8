"""Promise 18: backups restore, also made while others write, also into the other engine."""

import gzip
import io
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from psycopg import sql
from sqlalchemy.orm import Session

from engagement.audit.commands import record
from engagement.audit.queries import verify
from engagement.core import clock, migrating
from engagement.core.actor import SYSTEM
from engagement.core.backup.keys import encrypt, make_keys, recipients
from engagement.core.backup.restoring import Loader, check_backup
from engagement.core.backup.shapes import lines_of, shapes_of
from engagement.core.db import Base, db, transaction
from engagement.core.jobs import Job
from engagement.reports.models import Report, ReportText
from tests import factories
from tests.conftest import make_settings
from tests.integration.accounts.people import make_officer
from wsgi import create_app

WHEN = datetime(2026, 3, 29, 0, 59, 59, 123456, tzinfo=UTC)
WORDS = "Żółć “canary” \\ \n 🙂"


class Vault:
    """An app that makes backups, and the key that opens them."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.identity = folder / "identity.txt"
        self.public = make_keys(self.identity)
        app.extensions["settings"] = make_settings(
            folder,
            database_url=app.extensions["settings"].database_url,
            backup_recipient=self.public,
        )
        self.file = folder / "backup.age"

    def run(self, *args: str, app: Flask | None = None) -> Result:
        return (app or self.app).test_cli_runner().invoke(args=["backup", *args])

    def create(self) -> Path:
        done = self.run("create", str(self.file))
        assert done.exit_code == 0, done.output
        return self.file

    def restore(self, app: Flask, file: Path | None = None) -> Result:
        asked = (str(file or self.file), "--identity", str(self.identity))
        return self.run("restore", *asked, app=app)


@pytest.fixture
def vault(app: Flask, tmp_path: Path) -> Vault:
    return Vault(app, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The service on a second database that nobody has migrated, on each engine."""
    folder, name = tmp_path / "elsewhere", f"safer_restore_{uuid4().hex[:12]}"
    if request.param == "sqlite":
        app = create_app(make_settings(folder))
        yield app
        with app.app_context():
            db.engine.dispose()
        return
    server: str = request.getfixturevalue("postgres_server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        app = create_app(make_settings(folder, database_url=f"{server.rpartition('/')[0]}/{name}"))
        yield app
        with app.app_context():
            db.engine.dispose()
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def fill(session: Session) -> None:
    """Something of every kind of column, audited."""
    officer = make_officer(session)
    factories.districts(session)
    for number in range(30):
        one = factories.report(session, decision_note=WORDS, easting=0.1 + number / 3)
        session.add(ReportText(report_id=one.id, text=WORDS, quarantined=bool(number % 2)))
        record(
            session,
            actor=officer.actor(),
            action="looked",
            kind="report",
            subject=one.id,
            now=WHEN,
            detail={"words": WORDS, "n": 1.5, "none": None},
        )
    args = {"words": WORDS, "big": 2**53 + 1, "float": 1e-9, "none": None, "list": [True, []]}
    session.add(Job(id=uuid4(), name="x", args=args, created_at=WHEN))
    session.commit()


def content(app: Flask) -> dict[str, list[bytes]]:
    with app.app_context(), db.engine.connect() as connection:
        return {shape.name: list(lines_of(connection, shape)) for shape in shapes_of(Base.metadata)}


def rows(app: Flask) -> int:
    with app.app_context(), db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("reports"):
            return 0
        return connection.scalar(sa.select(sa.func.count()).select_from(Report)) or 0


def test_a_restored_database_is_equal_on_either_engine_and_its_audit_is_whole(
    session: Session, vault: Vault, elsewhere: Flask
) -> None:
    fill(session)
    before = content(vault.app)
    vault.create()
    done = vault.restore(elsewhere)
    assert done.exit_code == 0, done.output
    assert content(elsewhere) == before
    assert sum(map(len, before.values())) > 90
    audited = elsewhere.test_cli_runner().invoke(args=["audit", "verify"])
    assert audited.output.startswith("whole 30:"), audited.output
    with elsewhere.app_context(), transaction() as restored:
        assert {one.decision_note for one in restored.scalars(sa.select(Report))} == {WORDS}
        assert restored.scalars(sa.select(Job)).one().args["big"] == 2**53 + 1
        record(restored, actor=SYSTEM, action="on", kind="x", subject=1, now=clock.now())
        assert verify(restored).ok


def test_a_backup_made_while_others_write_is_one_moment(session: Session, vault: Vault) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        with vault.app.app_context():
            while not stop.is_set():
                with transaction() as inside:  # a report and its entry: both or neither
                    one = factories.report(inside)
                    written.append(one.id)
                    record(
                        inside, actor=SYSTEM, action="x", kind="report", subject=one.id, now=WHEN
                    )

    fill(session)
    threads = [threading.Thread(target=write) for _number in range(2)]
    for thread in threads:
        thread.start()
    files = [vault.folder / f"{number}.age" for number in range(3)]
    done = [vault.run("create", str(file)) for file in files]
    stop.set()
    for thread in threads:
        thread.join()
    assert [one.exit_code for one in done] == [0, 0, 0], [one.output for one in done]
    assert written
    counts = []
    for file in files:
        proved = vault.run("verify", str(file), "--identity", str(vault.identity))
        assert "restored and equal" in proved.output, proved.output
        _header, sums = check_backup(file, identity=vault.identity)
        assert sums["reports"].rows == sums["audit_entries"].rows
        counts.append(sums["reports"].rows)
    assert counts == sorted(counts)
    assert counts[0] <= counts[-1] <= 30 + len(written)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_file_is_only_for_its_owner_and_for_the_key(session: Session, vault: Vault) -> None:
    fill(session)
    raw = vault.create().read_bytes()
    assert stat.S_IMODE(vault.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(vault.identity.stat().st_mode) == 0o600
    assert raw.startswith(b"age-encryption.org/v1\n")
    assert b"reports" not in raw
    assert not list(vault.folder.glob(".*partial"))
    again = vault.run("create", str(vault.file))
    assert (again.exit_code, "exists already" in again.output) == (1, True)
    assert vault.file.read_bytes() == raw


@pytest.mark.parametrize("damage", ["cut", "byte", "no backup", "wrong key", "no key", "no file"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("elsewhere", ["sqlite", "postgresql"], indirect=True)
def test_what_is_not_whole_is_named_and_nothing_is_written(
    damage: str, session: Session, vault: Vault, elsewhere: Flask
) -> None:
    fill(session)
    raw = vault.create().read_bytes()
    changed = bytearray(raw)
    changed[-100] ^= 1
    files = {"cut": raw[:-1000], "byte": bytes(changed), "no backup": b"hello" * 100}
    vault.file.write_bytes(files.get(damage, raw))
    if damage == "wrong key":
        vault.identity = vault.folder / "other.txt"
        make_keys(vault.identity)
    elif damage == "no key":
        vault.identity.write_text("nothing\n")
    elif damage == "no file":
        vault.file.unlink()
    words = {
        "wrong key": "private key does not open",
        "no key": "holds no private key",
        "no file": "cannot be read: No such file",
    }.get(damage, "was cut off or changed, or is no backup")
    proved = vault.run("verify", str(vault.file), "--identity", str(vault.identity), "--quick")
    assert (proved.exit_code, words in proved.output) == (1, True), proved.output
    done = vault.restore(elsewhere)
    assert (done.exit_code, words in done.output) == (1, True), done.output
    assert "Nothing was written" in done.output
    with elsewhere.app_context():
        assert migrating.current() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_migrated_database_is_filled_and_a_used_one_is_refused(
    session: Session, vault: Vault, elsewhere: Flask
) -> None:
    fill(session)
    vault.create()
    with elsewhere.app_context():
        migrating.upgrade()
    assert vault.restore(elsewhere).exit_code == 0
    again = vault.restore(elsewhere)
    assert (again.exit_code, "The database is not empty" in again.output) == (1, True)
    assert rows(elsewhere) == 30


@pytest.fixture
def older(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> Vault:
    """A backup as the first version of the software would have made it."""
    app = create_app(make_settings(vault.folder / "old"))
    older = Vault(app, vault.folder / "old")
    with app.app_context(), db.engine.begin() as connection:
        migrating.move(connection, "0001")
        tables = sa.MetaData()
        tables.reflect(connection)
        tables.remove(tables.tables["alembic_version"])
        connection.execute(
            sa.text(
                "INSERT INTO organisations (id, name, kind, demonstration)"
                " VALUES ('00000000000000000000000000000001', 'Old', 'council', 0)"
            )
        )
    refused = older.run("create", str(older.file))
    assert (refused.exit_code, "stands at revision 0001" in refused.output) == (1, True)
    with monkeypatch.context() as then:
        then.setattr("engagement.core.backup.making.Base.metadata", tables)
        then.setattr(migrating, "head", lambda: "0001")
        older.create()
    with app.app_context():
        db.engine.dispose()
    return older


@pytest.mark.parametrize("migrated", [True, False])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_backup_of_an_older_revision_is_brought_up_to_the_newest(
    *, migrated: bool, older: Vault, elsewhere: Flask
) -> None:
    with elsewhere.app_context():
        if migrated:
            migrating.upgrade()
        done = older.restore(elsewhere)
        assert done.exit_code == 0, done.output
        assert migrating.current() == migrating.head()
        with db.engine.connect() as connection:
            names = connection.scalars(sa.text("SELECT name FROM organisations")).all()
        assert names == ["Old"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_backup_of_a_newer_revision_is_refused(
    vault: Vault, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.create()
    monkeypatch.setattr(migrating, "is_known", lambda revision: False)
    newer = vault.restore(elsewhere)
    assert (newer.exit_code, "does not know" in newer.output) == (1, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_verify_into_leaves_the_database_there(session: Session, vault: Vault) -> None:
    fill(session)
    vault.create()
    there = vault.folder / "there.db"
    url = f"sqlite:///{there}"
    proved = vault.run("verify", str(vault.file), "--identity", str(vault.identity), "--into", url)
    assert (proved.exit_code, "restored and equal" in proved.output) == (0, True), proved.output
    connection = sqlite3.connect(there)
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (30,)
    connection.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_restore_that_is_not_equal_is_undone(
    session: Session, vault: Vault, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session)
    vault.create()

    monkeypatch.setattr(Loader, "rows", lambda loader, shape, lines: None)
    done = vault.restore(elsewhere)
    assert (done.exit_code, "is not what was backed up" in done.output) == (1, True), done.output
    with elsewhere.app_context():
        assert migrating.current() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keys_are_made_once_and_without_a_recipient_nothing_is(vault: Vault) -> None:
    file = vault.folder / "new.txt"
    made = vault.run("keys", str(file))
    assert "BACKUP_RECIPIENT=age1" in made.output
    assert "AGE-SECRET-KEY-" not in made.output
    assert vault.run("keys", str(file)).exit_code == 1
    for recipient, words in {"": "Set BACKUP_RECIPIENT", "age1x": "not a public key"}.items():
        vault.app.extensions["settings"] = make_settings(vault.folder, backup_recipient=recipient)
        done = vault.run("create", str(vault.file))
        assert (done.exit_code, words in done.output) == (1, True)
    assert not vault.file.exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_several_people_may_each_hold_a_key(session: Session, vault: Vault) -> None:
    second = vault.folder / "second.txt"
    both = f"{vault.public}, {make_keys(second)}"
    vault.app.extensions["settings"] = make_settings(vault.folder, backup_recipient=both)
    vault.create()
    for identity in (vault.identity, second):
        assert check_backup(vault.file, identity=identity)


def test_no_table_has_a_column_that_a_backup_does_not_know() -> None:
    assert len(shapes_of(Base.metadata)) == len(Base.metadata.tables)
    assert all(shape.key for shape in shapes_of(Base.metadata))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("elsewhere", ["sqlite"], indirect=True)
def test_a_bomb_that_somebody_encrypted_to_our_key_is_refused_by_name(
    vault: Vault, elsewhere: Flask
) -> None:
    description = tarfile.TarInfo("backup.json")
    description.size = 300 * 1024 * 1024
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as bomb:
        bomb.write(description.tobuf())
        for _ in range(300):
            bomb.write(bytes(1024 * 1024))
    packed.seek(0)
    with vault.file.open("wb") as file:
        encrypt(packed, file, recipients(vault.public))
    proved = vault.run("verify", str(vault.file), "--identity", str(vault.identity))
    done = vault.restore(elsewhere)
    assert (proved.exit_code, done.exit_code) == (1, 1)
    for said in (proved.output, done.output):
        assert "The backup asks for more memory than ours do" in said
    with elsewhere.app_context():
        assert migrating.current() is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_row_too_large_to_restore_stops_the_backup(
    session: Session, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(session)
    monkeypatch.setattr("engagement.core.backup.archive.LONGEST_ROW", 100)
    done = vault.run("create", str(vault.file))
    assert done.exit_code == 1
    assert "is larger than a backup takes" in done.output, done.output
    assert not vault.file.exists()
    assert not list(vault.folder.glob(".*partial"))
