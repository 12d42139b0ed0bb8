"""Asks ODK's own engine of XForms, run under Node, what it says of respondents of a form."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from tools.assets import MODULES, node_folder

SCRIPT: Final = Path(__file__).with_name("engine.mjs")
LONGEST: Final = 600

Action: TypeAlias = tuple[str, ...]
"""What a respondent does: ("set", address, value), ("add", repeat), ("language", name)."""


class EngineRefusedError(RuntimeError):
    """The engine cannot load a form, or stopped on a respondent."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine says of one respondent, by address."""

    relevant: dict[str, bool]
    required: dict[str, bool]
    violations: dict[str, str]
    values: dict[str, str]
    counts: dict[str, int]
    choices: dict[str, list[str]]
    labels: dict[str, str]
    stored: dict[str, str]


def is_installed() -> bool:
    """Whether the engine has been fetched by `make`."""
    return (MODULES / "@getodk" / "xforms-engine").exists()


def ask(
    xform: str, respondents: Sequence[Sequence[Action]], *, now: datetime, zone: str = "UTC"
) -> list[Said]:
    """What the engine says of each respondent, with its clock stopped at `now` in a zone."""
    request = {"xform": xform, "now": now.isoformat(), "respondents": respondents}
    done = subprocess.run(
        [str(node_folder() / "node"), str(SCRIPT)],
        input=json.dumps(request) + "\n",
        capture_output=True,
        text=True,
        timeout=LONGEST,
        env=os.environ | {"TZ": zone},
        check=False,
    )
    if done.returncode:
        raise EngineRefusedError(done.stderr[-2000:])
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise EngineRefusedError(answer["error"])
    return [_said(one) for one in answer["respondents"]]


def _said(answer: dict[str, Any]) -> Said:
    if "error" in answer:
        raise EngineRefusedError(answer["error"])
    return Said(**answer)
