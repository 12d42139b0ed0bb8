"""An app is gone when nobody holds it: processes that make many do not grow."""

import gc
import weakref

import pytest
from flask import Flask

from engagement.core.db import db
from engagement.core.settings import Settings
from wsgi import create_app


def served(settings: Settings) -> weakref.ref[Flask]:
    """An app that has answered a request, held by nobody here."""
    app = create_app(settings)
    assert app.test_client().get("/sign-in").status_code == 200
    with app.app_context():
        db.engine.dispose()
    return weakref.ref(app)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_app_that_has_served_is_not_kept(settings: Settings) -> None:
    left = served(settings)

    gc.collect()

    assert left() is None
