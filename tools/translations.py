"""The catalogues of public texts: `update` collects the texts, `compile` makes what pages read.

A catalogue is `translations/<language>/LC_MESSAGES/messages.po`, sorted, without dates and line
numbers, so that it changes only when a text does. A text that changed loses its translation.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.environment import ROOT, fail

FOLDER: Final = ROOT / "translations"
NAME: Final = "messages"
PUBLIC: Final = {
    "jinja2": (
        "templates/base.html",
        "templates/components/**/*.html",
        "templates/errors/*.html",
        "templates/pages/*.html",
        "templates/reports/journey/*.html",
        "templates/reports/releases/map.html",
        "templates/reports/releases/none.html",
        "templates/reports/releases/told.html",
        "templates/surveys/answering/*.html",
        "templates/surveys/results/told.html",
    ),
    "python": (
        "engagement/core/forms/*.py",
        "engagement/core/http.py",
        "engagement/pages/views.py",
        "engagement/reports/concerns.py",
        "engagement/reports/journey/*.py",
        "engagement/reports/releases/wording.py",
        "surveys/answering/*.py",
        "surveys/instrument/kinds/*.py",
        "surveys/results/wording.py",
    ),
}
"""Where residents' texts stand, by the kind of file. Officers' pages are English."""
KEYWORDS: Final[dict[str, Any]] = {**DEFAULT_KEYWORDS, "_l": None}
EMERGENCY: Final[dict[str, Any]] = {"emergency": None}
OPTIONS: Final = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def collected() -> Catalog:
    """Every public text, in English; the texts about danger have a context of their own."""
    catalogue = Catalog(fuzzy=False)
    for kind, patterns in PUBLIC.items():
        for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
            _collect(catalogue, kind, path, KEYWORDS, None)
            _collect(catalogue, kind, path, EMERGENCY, "emergency")
    return catalogue


def _collect(
    catalogue: Catalog,
    kind: str,
    path: Path,
    keywords: dict[str, Any],
    context: str | None,
) -> None:
    method = "jinja2.ext:babel_extract" if kind == "jinja2" else kind
    with path.open("rb") as file:
        for _line, text, _comments, own in extract(method, file, keywords, (), OPTIONS):
            where = [(str(path.relative_to(ROOT)), 0)]
            catalogue.add(text, locations=where, context=own or context)


def catalogues() -> Iterator[Path]:
    """The catalogues there are."""
    return iter(sorted(FOLDER.glob(f"*/LC_MESSAGES/{NAME}.po")))


def read(path: Path) -> Catalog:
    """A catalogue as it is kept."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def update(*new: str) -> None:
    """Bring every catalogue to the texts of today; begin those of `new` languages."""
    for code in new:
        path = FOLDER / str(Locale.parse(code)) / "LC_MESSAGES" / f"{NAME}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    today = collected()
    for path in catalogues():
        kept = read(path)
        made = Catalog(locale=path.parts[-3], fuzzy=False)
        for one in today:
            if one.id:
                old = kept.get(one.id, one.context)
                text = old.string if old and not old.fuzzy else None
                made.add(one.id, text, one.locations, context=one.context)
        write(path, made)
        print(f"{path.relative_to(ROOT)}: {untranslated(made)} of {len(made)} to translate")


def untranslated(catalogue: Catalog) -> int:
    """How many texts have no translation, or not each plural form."""
    texts = (one.string for one in catalogue if one.id)
    return sum(not (all(text) if isinstance(text, tuple) else text) for text in texts)


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue so that it differs only where a text does."""
    header = (
        f"# {catalogue.locale.english_name} texts of Safer Engagement.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    with path.open("wb") as file:
        file.write(header.encode())
        write_po(file, catalogue, sort_output=True, omit_header=True, include_lineno=False, width=0)


def compile() -> None:
    """Make the file that pages read beside each catalogue; unfinished texts stay English."""
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def main(task: str = "", *languages: str) -> None:
    """Do one of the tasks."""
    tasks = {"update": update, "compile": compile}
    if task not in tasks:
        fail("Say what to do: update [LANGUAGE ...] or compile.")
    tasks[task](*languages)


if __name__ == "__main__":
    main(*sys.argv[1:])
