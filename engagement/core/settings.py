"""Settings: one frozen object, read once from the environment."""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from engagement.core.pmtiles import why_not_tiles

ROOT = Path(__file__).resolve().parents[2]
MOST_IMPORT_MB = 64


class SettingsError(Exception):
    """The environment does not describe a service that is safe to start."""


class Mode(StrEnum):
    """How the service is run."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"


def shipped(name: str) -> Path:
    """The folder `name` (templates, static, migrations, partnership), in a checkout or a wheel."""
    beside = ROOT / name
    return beside if beside.exists() else Path(__file__).resolve().parents[1] / "shipped" / name


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """Everything that differs between two installations; defaults are safe in public.

    Each field is read from the environment variable of the same name in capitals.
    """

    secret_key: str
    seal_keys: str
    public_base_url: str
    mode: Mode = Mode.PRODUCTION
    instance_dir: Path = Path("instance")
    database_url: str = ""
    jobs_url: str = ""
    limits_url: str = "memory://"
    bursts_url: str = "memory://"
    partnership_file: Path = field(
        default_factory=lambda: shipped("partnership") / "lincolnshire.toml"
    )
    trusted_proxy_hops: int = 0
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 1
    log_level: str = "INFO"
    session_minutes: int = 60
    tiles_file: Path | None = None
    tiles_url: str = ""
    tiles_attribution: str = ""
    mail_url: str = ""
    mail_from: str = ""
    mail_reply_to: str = ""
    max_body_kb: int = 1024
    max_import_mb: int = 30
    job_lease_seconds: int = 60
    job_sweep_seconds: int = 15
    jobs_immediate: bool = False
    backup_recipient: str = ""
    bench_hello: bool = False

    @property
    def demonstration(self) -> bool:
        """Whether everything shown is made up, and says so."""
        return self.mode is Mode.DEMONSTRATION

    @property
    def sends_mail(self) -> bool:
        """Whether mails go anywhere: to a server, or to the demonstration's own page."""
        return bool(self.mail_url) or self.demonstration

    @property
    def secure(self) -> bool:
        """Whether the public address is https, so that cookies and HSTS can insist on it."""
        return urlsplit(self.public_base_url).scheme == "https"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read and check the environment; SettingsError says which variable is wrong and why."""
        mode = _mode(environ.get("MODE", Mode.PRODUCTION))
        given = {
            f.name: environ[f.name.upper()] for f in fields(cls) if environ.get(f.name.upper())
        }
        instance = Path(given.get("instance_dir", "instance")).resolve()
        if mode is Mode.DEMONSTRATION:
            port = given.get("port", "8000")
            given.setdefault("public_base_url", f"http://127.0.0.1:{port}")
            given = _kept_keys(instance) | given
        _check_required(given)
        given.setdefault("database_url", f"sqlite:///{instance / 'engagement.db'}")
        given.setdefault("jobs_url", _default_jobs_url(given["database_url"], instance))
        values = {name: _convert(name, text) for name, text in given.items()}
        settings = cls(**values | {"mode": mode, "instance_dir": instance})  # type: ignore[arg-type]
        _check_public(settings)
        _check_tiles(settings)
        _check_backup(settings)
        _check_import(settings)
        _check_bursts(settings)
        return settings


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise SettingsError(
            f"MODE is {text!r}: it is either 'production' or 'demonstration'."
        ) from None


def _kept_keys(instance: Path) -> dict[str, str]:
    """Keys of a demonstration, made once and kept beside its database: restarts lose nothing."""
    kept = instance / "demonstration.keys"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        seal = urlsafe_b64encode(secrets.token_bytes(32)).decode()
        text = f"{secrets.token_urlsafe(32)}\nd1:{seal}\n"
        try:
            handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return _kept_keys(instance)
        with os.fdopen(handle, "w") as file:
            file.write(text)
    secret_key, seal_keys = kept.read_text().split()
    return {"secret_key": secret_key, "seal_keys": seal_keys}


def _check_required(given: Mapping[str, str]) -> None:
    missing = [n.upper() for n in ("secret_key", "seal_keys", "public_base_url") if n not in given]
    if missing:
        raise SettingsError(
            f"Set {', '.join(missing)} before starting in production. "
            "docs/operations.md says how to make each; MODE=demonstration needs none of them."
        )
    if len(given["secret_key"]) < 32:
        raise SettingsError("SECRET_KEY is shorter than 32 characters.")


def _default_jobs_url(database_url: str, instance: Path) -> str:
    if database_url.startswith("postgresql"):
        return database_url
    if database_url.startswith("sqlite:///"):
        return f"sqlite:///{Path(database_url.removeprefix('sqlite:///')).with_suffix('.jobs.db')}"
    return f"sqlite:///{instance / 'jobs.db'}"


def _convert(name: str, text: str) -> str | int | bool | Path:
    kind = {f.name: f.type for f in fields(Settings)}[name]
    if kind in (int, "int"):
        if not text.isdigit():
            raise SettingsError(f"{name.upper()} is {text!r}: it must be a whole number.")
        return int(text)
    if kind in (bool, "bool"):
        return text.lower() in ("1", "true", "yes")
    if kind in (Path, "Path", Path | None):
        return Path(text).resolve()
    return text


def _check_public(settings: Settings) -> None:
    url = urlsplit(settings.public_base_url)
    if url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/"):
        raise SettingsError(
            "PUBLIC_BASE_URL must look like https://safer.example.org, without a path."
        )
    loopback = _is_loopback(url.hostname)
    if settings.demonstration and not loopback:
        raise SettingsError(
            "MODE=demonstration prints sign-in links, so it only runs on this machine: "
            f"PUBLIC_BASE_URL is {settings.public_base_url!r}, which others can reach."
        )
    if not settings.demonstration and url.scheme != "https" and not loopback:
        raise SettingsError("PUBLIC_BASE_URL must be https in production.")


def _check_backup(settings: Settings) -> None:
    if "AGE-SECRET-KEY" in settings.backup_recipient.upper():
        raise SettingsError(
            "BACKUP_RECIPIENT holds a private key. Set the public one (age1…) and keep the private "
            "one away from this machine."
        )


def _check_import(settings: Settings) -> None:
    if settings.max_import_mb > MOST_IMPORT_MB:
        raise SettingsError(
            f"MAX_IMPORT_MB is {settings.max_import_mb}: at most {MOST_IMPORT_MB}, since a backup "
            "holds a file in one row. “flask reports import” takes larger ones."
        )


def _check_bursts(settings: Settings) -> None:
    url = urlsplit(settings.bursts_url)
    if url.scheme != "memory" and not (url.scheme in ("redis", "rediss") and url.hostname):
        raise SettingsError("BURSTS_URL must be memory:// or look like redis://host:6379/0.")


def _check_tiles(settings: Settings) -> None:
    if settings.tiles_file is None:
        return
    if settings.tiles_url:
        raise SettingsError("Set TILES_FILE or TILES_URL, not both.")
    problem = why_not_tiles(settings.tiles_file)
    if problem:
        raise SettingsError(f"TILES_FILE: {settings.tiles_file} {problem}.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
