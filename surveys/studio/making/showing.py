"""Ready questionnaires in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from surveys.library import Ready


def ready_hint(ready: Ready) -> str:
    """What a questionnaire is for, how long it takes, and in which languages it is."""
    minutes = ngettext("About %(num)d minute.", "About %(num)d minutes.", ready.minutes)
    languages = [
        _("%(language)s (unreviewed)", language=one) if one in ready.unreviewed else one
        for one in languages_of(ready)
    ]
    said = [ready.purpose, minutes, _("Languages: %(names)s.", names=", ".join(languages))]
    if ready.sensitive:
        said.append(_("It touches on harm."))
    return " ".join(said)


def languages_of(ready: Ready) -> list[str]:
    """The languages of a questionnaire, as its columns name them."""
    header = next((line for line in ready.text.splitlines() if "label" in line), "")
    cells = [cell.strip() for cell in header.split("|")]
    found = [cell.partition("::")[2] for cell in cells if cell.startswith("label::")]
    return found or ["English (en)"]
