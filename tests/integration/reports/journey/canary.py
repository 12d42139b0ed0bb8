"""A visit whose traces would be known again, and where to look for them."""

import gzip
import io
from datetime import UTC, date, datetime
from hashlib import md5, sha256
from ipaddress import ip_address
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from engagement.core import clock
from engagement.core.backup import keys
from engagement.core.backup.making import create_backup
from engagement.core.backup.restoring import restore_backup
from engagement.core.db import Base, db, open_engine
from tests.integration.reports.journey.walk import Walk

ADDRESS = "203.0.113.77"
BROWSER = "CanaryBrowser/77.7"
TYPED = "behind the canary wharf"
MOMENT = datetime(2031, 5, 17, 3, 41, 52, 987654, tzinfo=UTC)
CANARIES = (
    ADDRESS,
    "203.0.113",
    BROWSER,
    TYPED,
    "2031-05-17",
    "17 May 2031",
    "03:41",
    "04:41",
    str(int(MOMENT.timestamp())),
    ip_address(ADDRESS).packed.hex(),
    *(kind(ADDRESS.encode()).hexdigest() for kind in (sha256, md5)),
)


def send_one(app: Flask) -> Walk:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    walk = Walk(client, headers={"User-Agent": BROWSER, "X-Forwarded-For": ADDRESS})
    with clock.frozen(MOMENT):
        walk.open("/report/what/")
        walk.send(what="place")
        walk.send(place=TYPED, longitude="-0.026647", latitude="52.976337")
        walk.send(about_place=["badly-lit"])
        walk.send(band="night")
        walk.send(age="45-54")
        walk.send(sex="female", religion="none", police="afraid")
        assert walk.send("Send it").heading == "Thank you. We have your report"
    return walk


def dump(session: Session) -> str:
    """Every cell of every table, as text."""
    tables = Base.metadata.sorted_tables
    cells = [cell for table in tables for row in session.execute(sa.select(table)) for cell in row]
    session.rollback()
    return "\n".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in cells)


class OpenedBackup:
    """An encrypted backup of an app's database, and what is in it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.file, self._identity = folder / "canary.age", folder / "identity.txt"
        public = keys.make_keys(self._identity)
        with app.app_context():
            create_backup(db.engine, path=self.file, recipient=public, made_on=date(2031, 6, 20))

    def plain(self) -> bytes:
        """The tar inside: decrypted and unpacked."""
        packed = io.BytesIO()
        with self.file.open("rb") as file:
            keys.decrypt(file, packed, keys.identities(self._identity))
        return gzip.decompress(packed.getvalue())

    def restored(self) -> str:
        """Every cell of a database that was restored from it, with what is sealed opened."""
        engine = open_engine(f"sqlite:///{self.file.with_suffix('.db')}")
        try:
            restore_backup(engine, path=self.file, identity=self._identity)
            with Session(engine) as session:
                return dump(session)
        finally:
            engine.dispose()
