"""How long one waits after wrong tries."""

import pytest

from engagement.accounts.throttle import (
    CODE_ACCOUNT,
    CODE_DEVICE,
    CODE_HERE,
    FORGOTTEN_HERE,
    FORGOTTEN_NETWORK,
    NETWORK,
    PASSWORD_DEVICE,
    PASSWORD_HERE,
    Limit,
)

LIMITS = [
    PASSWORD_HERE,
    NETWORK,
    PASSWORD_DEVICE,
    CODE_HERE,
    CODE_DEVICE,
    CODE_ACCOUNT,
    FORGOTTEN_HERE,
    FORGOTTEN_NETWORK,
]


def test_waits_double_up_to_the_longest() -> None:
    waits = [int(PASSWORD_HERE.wait(tries).total_seconds()) for tries in range(1, 11)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_nobody_ever_waits_a_minute(limit: Limit) -> None:
    assert all(0 <= limit.wait(tries).total_seconds() < 60 for tries in (0, 1, 50, 10**5, 10**12))
