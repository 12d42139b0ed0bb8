"""The assembled service for tests that look at its parts and never at its data."""

from pathlib import Path

import pytest
from flask import Flask

from engagement.core.settings import Settings
from wsgi import create_app


@pytest.fixture(scope="session")
def whole_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app with every room open, over a database that is not there."""
    folder: Path = tmp_path_factory.mktemp("whole-app")
    return create_app(
        Settings.from_environment({"MODE": "demonstration", "INSTANCE_DIR": str(folder)})
    )
