"""The order of shuffled choices: the same for the same seed as in ODK Collect."""

import hashlib
import math
import random
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from surveys.instrument.logic.values import Value, as_number, as_text

MODULUS: Final = 2_147_483_647
FACTOR: Final = 16_807
LONG: Final = 2**63

Item = TypeVar("Item")


def shuffled(items: Sequence[Item], seed: Value | None) -> list[Item]:
    """The items in an order that the seed decides; chance decides without one.

    Fisher and Yates's shuffle, "inside out", drawn by Park and Miller's generator, as JavaRosa has
    it: https://github.com/getodk/javarosa/blob/master/src/main/java/org/javarosa/xpath/expr.
    """
    draw = random.SystemRandom().random if seed is None else _generator(_whole(seed))
    found: list[Item] = []
    for place, item in enumerate(items):
        other = math.floor(draw() * (place + 1))
        if other == place:
            found.append(item)
        else:
            found.append(found[other])
            found[other] = item
    return found


def _whole(seed: Value) -> int:
    """A seed as a whole number of 64 bits; of a text that is no number, its hash."""
    number = as_number(seed)
    if math.isnan(number):
        text = as_text(seed)
        digest = hashlib.sha256(text.encode()).digest()[:8]
        return int.from_bytes(digest, "big", signed=True) if text else 0
    if math.isinf(number):
        return LONG - 1 if number > 0 else -LONG
    return math.trunc(number)


def _generator(seed: int) -> Callable[[], float]:
    state = _remainder(seed)
    if state <= 0:
        state += MODULUS - 1

    def draw() -> float:
        nonlocal state
        state = state * FACTOR % MODULUS
        return (state - 1) / (MODULUS - 1)

    return draw


def _remainder(seed: int) -> int:
    """The remainder with the sign of the seed, exactly."""
    return abs(seed) % MODULUS * (1 if seed >= 0 else -1)
