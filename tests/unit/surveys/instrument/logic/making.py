"""Small forms for the tests of logic."""

from datetime import UTC, datetime
from functools import lru_cache

from surveys.instrument.logic import Evaluation
from surveys.instrument.model import Instrument, Record
from surveys.instrument.xform import read_instrument
from tests.oracle.forms import xform_of

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)

COLUMNS = (
    "type",
    "name",
    "label",
    "relevant",
    "calculation",
    "constraint",
    "required",
    "choice_filter",
    "repeat_count",
    "default",
    "parameters",
)
CHOICES = """| choices |
| | list_name | name | label | county |
| | yes_no | yes | Yes | |
| | yes_no | no | No | |
| | county | lindsey | Lindsey | |
| | county | holland | Holland | |
| | district | north | North | lindsey |
| | district | south | South | lindsey |
| | district | elloe | Elloe | holland |
"""


@lru_cache(maxsize=64)
def form(*rows: str) -> Instrument:
    """The form of rows such as "integer age | relevant: ${n} > 3 | default: 4"."""
    return read_instrument(xform_of(markdown(*rows)))


def markdown(*rows: str) -> str:
    """The same as the sheets of an XLSForm."""
    lines = ["| survey |", f"| | {' | '.join(COLUMNS)} |"]
    for row in rows:
        first, *rest = row.split(" | ")
        cells = dict(part.split(": ", 1) for part in rest)
        kind, _, name = first.rpartition(" ")
        if first.startswith("end "):
            kind, name = first, ""
        named = {"type": kind, "name": name, "label": name, **cells}
        lines.append(f"| | {' | '.join(named.get(column, '') for column in COLUMNS)} |")
    return "\n".join((*lines, CHOICES))


def answered(instrument: Instrument, values: dict[str, str], **counts: int) -> Evaluation:
    """What holds for values by address."""
    return Evaluation(instrument, Record(values, counts), now=NOW)
