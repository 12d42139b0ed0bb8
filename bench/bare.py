"""The baseline of the worker benchmark: the least that a Flask and SQLAlchemy service can be."""

import os

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm


class Base(orm.DeclarativeBase):
    """The base of one model."""


class Note(Base):
    """One table, so that the mapper is there."""

    __tablename__ = "notes"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    text: orm.Mapped[str]


app = Flask(__name__)
engine = sa.create_engine(f"sqlite:///{os.environ['INSTANCE_DIR']}/bare.db")
Base.metadata.create_all(engine)


@app.get("/")
def home() -> str:
    """Read one row, as any page would."""
    with orm.Session(engine) as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(Note))
    return f"{count} notes"
