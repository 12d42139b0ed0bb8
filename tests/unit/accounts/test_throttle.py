"""How long one waits after wrong tries, and what counts as one network."""

import pytest

from engagement.accounts.throttle import (
    CODE_ACCOUNT,
    CODE_DEVICE,
    CODE_HERE,
    NETWORK,
    PASSWORD_DEVICE,
    PASSWORD_HERE,
    Limit,
    network_of,
)

LIMITS = [PASSWORD_HERE, NETWORK, PASSWORD_DEVICE, CODE_HERE, CODE_DEVICE, CODE_ACCOUNT]


def test_waits_double_up_to_the_longest() -> None:
    waits = [int(PASSWORD_HERE.wait(tries).total_seconds()) for tries in range(1, 11)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_nobody_ever_waits_a_minute(limit: Limit) -> None:
    assert all(0 <= limit.wait(tries).total_seconds() < 60 for tries in (0, 1, 50, 10**5, 10**12))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("nonsense", "", True),
    ],
)
def test_an_ipv6_household_is_one_network(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (network_of(one) == network_of(other)) is same
