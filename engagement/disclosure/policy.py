"""The thresholds of publication, as one frozen value that has a name and a version."""

from dataclasses import asdict, dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Policy:
    """Thresholds of METHODS section 3; each release carries those that it was made with.

    A count under `small`, zero included, is hidden; others are rounded to the nearest `round_to`
    (rule 2). `least_base` reports are needed before anything is said, and before a group is broken
    down (rule 1). Percentages need a rounded base of `percent_base` (rule 3); on a sensitive
    question a share of `sensitive_percent` or more shows only as that (rule 5). Means and medians
    need `least_mean` values (rule 8). A figure is renewed after `renew_days` and by `renew_by` at
    least (rule 7 and "Pins"). After `counting_days` a release begins to count anew, so that no
    report is kept longer only to be counted.
    """

    name: str = "sdc-1"
    version: int = 1
    small: int = 10
    round_to: int = 5
    least_base: int = 30
    percent_base: int = 50
    sensitive_percent: int = 90
    least_mean: int = 10
    renew_days: int = 84
    renew_by: int = 25
    counting_days: int = 365

    def __post_init__(self) -> None:
        if self.round_to % 2 == 0 or self.small % self.round_to:
            raise ValueError("Rounding needs an odd step that divides the smallest count")
        if self.renew_by % self.round_to or self.renew_by < self.small:
            raise ValueError(
                "What renews a figure is a multiple of rounding, nothing that is hidden"
            )
        if self.least_base < 2 * self.small - 1 + self.round_to:
            raise ValueError("A group that is broken down has at most one part that is hidden")

    @property
    def half(self) -> int:
        """How far a rounded count can be from the true one."""
        return self.round_to // 2

    def as_json(self) -> dict[str, str | int]:
        """The settings by name, for the frozen file."""
        return asdict(self)


SDC_1: Final = Policy()
