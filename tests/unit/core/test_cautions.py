"""Settings that are right somewhere and hardly here are named, with what to do."""

import pytest

from engagement.core.cautions import cautions
from engagement.core.settings import Settings

REDIS = "redis://127.0.0.1:6379/0"


def settings(**changes: object) -> Settings:
    values: dict[str, object] = {
        "secret_key": "s" * 32,
        "seal_keys": "a:b",
        "public_base_url": "https://safer.example.org",
        "trusted_proxy_hops": 1,
    }
    return Settings(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"web_workers": 4, "bursts_url": REDIS, "limits_url": REDIS},
        {"public_base_url": "http://localhost:8000", "trusted_proxy_hops": 0},
    ],
)
def test_what_goes_together_is_not_warned_of(changes: dict[str, object]) -> None:
    assert cautions(settings(**changes)) == []


def test_several_processes_that_count_by_themselves_are_named() -> None:
    bursts, limits = cautions(settings(web_workers=3))
    assert "Set BURSTS_URL to a redis" in bursts
    assert "up to 3 times" in bursts
    assert "Set LIMITS_URL to a redis" in limits
    (limits,) = cautions(settings(web_workers=2, bursts_url=REDIS))
    assert "LIMITS_URL is memory" in limits


def test_a_public_address_without_a_trusted_proxy_is_named() -> None:
    (caution,) = cautions(settings(trusted_proxy_hops=0))
    assert "PUBLIC_BASE_URL is https and TRUSTED_PROXY_HOPS is 0" in caution
