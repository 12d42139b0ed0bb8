"""What a benchmark found, and the file that keeps it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

FILE: Final = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value beside what it is compared with, and whether the target is met."""

    name: str
    value: float
    baseline: float | None
    ratio: float | None
    unit: str
    target: float
    holds: bool

    @classmethod
    def at_least(cls, name: str, value: float, baseline: float, target: float, unit: str) -> Self:
        """Hold when value / baseline reaches the target."""
        ratio = value / baseline
        return cls(name, value, baseline, ratio, unit, target, ratio >= target)

    @classmethod
    def at_most(cls, name: str, value: float, baseline: float, target: float, unit: str) -> Self:
        """Hold when value / baseline stays within the target."""
        ratio = value / baseline
        return cls(name, value, baseline, ratio, unit, target, ratio <= target)

    @classmethod
    def limit(cls, name: str, value: float, target: float, unit: str) -> Self:
        """Hold when the value itself stays within the target."""
        return cls(name, value, None, None, unit, target, value <= target)

    def line(self) -> str:
        """One line for a person."""
        against = f" against {self.baseline:.4g}" if self.baseline is not None else ""
        ratio = f", ratio {self.ratio:.3g}" if self.ratio is not None else ""
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        return (
            f"{self.name}: {self.value:.4g} {self.unit}{against}{ratio} "
            f"(target {self.target:g}): {verdict}"
        )


def rounded(result: Result) -> dict[str, object]:
    """The result as JSON keeps it: four significant figures are more than a run repeats."""
    facts = asdict(result)
    return {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in facts.items()}


def keep(results: list[Result]) -> None:
    """Write results, replacing those of the same name, leaving the others of earlier runs."""
    kept = json.loads(FILE.read_text()) if FILE.exists() else []
    fresh = {result.name: rounded(result) for result in results}
    merged = {row["name"]: row for row in kept} | fresh
    FILE.write_text(json.dumps([merged[name] for name in sorted(merged)], indent=2) + "\n")
