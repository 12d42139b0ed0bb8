"""The rules of a form: its binds, and the values that questions begin with."""

from collections.abc import Mapping
from typing import Final

from surveys.instrument.model import Bind, Expression, Path
from surveys.instrument.reading.expressions import Reading
from surveys.instrument.reading.parsing import JAVAROSA, XFORMS, Element, path_of
from surveys.instrument.reading.texts import Speaker

FIRST_LOAD: Final = "odk-instance-first-load"
STANDING: Final[Mapping[str, bool]] = {"true()": True, "false()": False, "": False}
"""Conditions that hold whatever is answered."""


def binds_of(model: Element) -> dict[Path, Element]:
    """The binds of a model by the path of their node."""
    return {path_of(bind.get("nodeset") or ""): bind for bind in model.iterfind(f"{XFORMS}bind")}


def bind_of(element: Element | None, path: Path, speaker: Speaker, reading: Reading) -> Bind:
    """The rules of one node."""
    if element is None:
        return Bind()
    get = element.get
    return Bind(
        relevant=reading.maybe(get("relevant"), path, "relevant"),
        required=_required(get("required"), path, reading),
        required_message=speaker.message(get(f"{JAVAROSA}requiredMsg"), path, "required_message"),
        constraint=reading.maybe(get("constraint"), path, "constraint"),
        constraint_message=speaker.message(
            get(f"{JAVAROSA}constraintMsg"), path, "constraint_message"
        ),
        calculate=reading.maybe(get("calculate"), path, "calculation"),
        readonly=_readonly(get("readonly"), path, reading),
    )


def first_loads(root: Element) -> dict[Path, str]:
    """The expressions whose value a question begins with, by its path."""
    found = {}
    for action in root.iter(f"{XFORMS}setvalue"):
        if FIRST_LOAD in (action.get("event") or "").split():
            found[path_of(action.get("ref") or "")] = action.get("value") or action.text or ""
    return found


def _required(text: str | None, path: Path, reading: Reading) -> Expression | None:
    written = (text or "").strip()
    if written in STANDING and not STANDING[written]:
        return None
    return reading.expression(written, path, "required")


def _readonly(text: str | None, path: Path, reading: Reading) -> bool:
    written = (text or "").strip()
    if written not in STANDING:
        reading.flaw(path, "read_only", "Write “yes” or nothing; no condition is evaluated here.")
    return STANDING.get(written, False)
