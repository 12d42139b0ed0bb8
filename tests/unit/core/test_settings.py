"""Settings refuse what is not safe to start."""

import base64
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from engagement.core.settings import Mode, Settings, SettingsError

KEY = base64.urlsafe_b64encode(bytes(32)).decode()
PRODUCTION = {
    "SECRET_KEY": "s" * 32,
    "SEAL_KEYS": f"a:{KEY}",
    "PUBLIC_BASE_URL": "https://safer.example.org",
}


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_does_not_start_without_its_three_settings(missing: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        Settings.from_environment(environ)


def test_production_is_the_default_mode() -> None:
    assert Settings.from_environment(PRODUCTION).mode is Mode.PRODUCTION


@pytest.mark.parametrize(
    "url", ["https://safer.example.org", "http://192.168.0.4:8000", "http://0.0.0.0:8000"]
)
def test_a_demonstration_never_starts_where_others_can_reach_it(url: str, tmp_path: Path) -> None:
    environ = {"MODE": "demonstration", "PUBLIC_BASE_URL": url, "INSTANCE_DIR": str(tmp_path)}
    with pytest.raises(SettingsError, match="PUBLIC_BASE_URL"):
        Settings.from_environment(environ)


def test_a_demonstration_keeps_its_keys_over_a_restart(tmp_path: Path) -> None:
    environ = {"MODE": "demonstration", "INSTANCE_DIR": str(tmp_path)}
    first, second = Settings.from_environment(environ), Settings.from_environment(environ)
    assert (first.secret_key, first.seal_keys) == (second.secret_key, second.seal_keys)
    assert (tmp_path / "demonstration.keys").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "demo"),
        ("BURSTS_URL", "localhost:6379"),
        ("PORT", "eighty"),
        ("PUBLIC_BASE_URL", "safer.example.org"),
        ("PUBLIC_BASE_URL", "https://safer.example.org/path"),
        ("PUBLIC_BASE_URL", "http://safer.example.org"),
        ("SECRET_KEY", "short"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(PRODUCTION | {name: value})


def test_jobs_go_to_the_database_server_when_there_is_one() -> None:
    url = "postgresql://safer@db/safer"
    assert Settings.from_environment(PRODUCTION | {"DATABASE_URL": url}).jobs_url == url


def test_settings_cannot_be_changed_and_do_not_show_their_secrets() -> None:
    settings = Settings.from_environment(PRODUCTION)
    with pytest.raises(FrozenInstanceError):
        settings.mode = Mode.DEMONSTRATION  # type: ignore[misc]
    assert KEY not in repr(settings)
