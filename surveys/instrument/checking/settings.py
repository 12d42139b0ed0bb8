"""The settings sheet: one row."""

from collections.abc import Mapping
from typing import Final

from surveys.instrument.checking.findings import Findings
from surveys.instrument.checking.tables import Sheet, is_name
from surveys.instrument.pages import HUB

SETTINGS: Final = "settings"
LONGEST_SETTING: Final = 500


def settings_of(sheet: Sheet | None, findings: Findings) -> dict[str, str]:
    """The settings that take part, by name."""
    rows = sheet.rows if sheet else ()
    if not rows:
        return {}
    for row in rows[1:]:
        findings.notice(
            SETTINGS, row.number, "Settings stand in one row; this further one is left out."
        )
    found = {name: text for (name, _), text in rows[0].cells.items()}
    _judge(found, rows[0].number, findings)
    return found


def _judge(found: Mapping[str, str], row: int, findings: Findings) -> None:
    for name, text in found.items():
        if len(text) > LONGEST_SETTING:
            findings.problem(
                SETTINGS, row, f"“{name}” has more than {LONGEST_SETTING} characters. Shorten it."
            )
    root = found.get("name", "")
    if root and not is_name(root):
        findings.problem(
            SETTINGS, row, f"“{root[:60]}” cannot be a name. Delete the setting “name”."
        )
    others = [word for word in found.get("style", "").split() if word != HUB]
    if others:
        findings.notice(SETTINGS, row, f"“style {' '.join(others)[:80]}” changes nothing here.")
