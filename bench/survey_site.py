"""A survey of twenty questions on one page, put into the database of a server under measurement.

Usage: python -m bench.survey_site, in the environment of that server.
"""

import json
import os
import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from bench.server import Server
from engagement.accounts.models import Organisation
from engagement.core.db import transaction
from surveys.instrument.compiling import compile_form
from surveys.instrument.workbook import sheets_of_text
from surveys.models import Survey, SurveyState, SurveyVersion, VersionState
from tools.environment import ROOT
from wsgi import create_app

SLUG: Final = "twenty-questions"
PAGE: Final = f"/survey/{SLUG}/answer/"
ONE: Final = 14
SEVERAL: Final = 3
NUMBERS: Final = 2


def form() -> str:
    """Twenty questions of the usual kinds on one page, as XLSForm in Markdown."""
    rows = ["| | begin_group | page | Twenty questions | field-list |"]
    rows += [
        f"| | select_one five | one{n} | Do you agree with sentence {n}? | |" for n in range(ONE)
    ]
    rows += [
        f"| | select_multiple five | many{n} | Which of these, {n}? | |" for n in range(SEVERAL)
    ]
    rows += [f"| | integer | number{n} | How often, {n}? | |" for n in range(NUMBERS)]
    rows += ["| | text | words | What else? | multiline |", "| | end_group | | | |"]
    choices = [f"| | five | c{n} | Answer {n} |" for n in range(5)]
    lines = ["| survey |", "| | type | name | label | appearance |", *rows]
    lines += ["| choices |", "| | list_name | name | label |", *choices]
    lines += ["| settings |", "| | form_title | form_id |", "| | Twenty questions | twenty |"]
    return "\n".join(lines)


def answers() -> dict[str, str]:
    """An answer to each question, by the name of its input."""
    said = {f"q:page/one{n}": f"c{n % 5}" for n in range(ONE)}
    said |= {f"q:page/many{n}": "c1" for n in range(SEVERAL)}
    said |= {f"q:page/number{n}": "7" for n in range(NUMBERS)}
    return said | {"q:page/words": "The lamps at the bus stop are off."}


def open_survey(server: Server) -> None:
    """Make the survey in a process of its own, so that nothing of it is in the measuring one."""
    shown = {"INSTANCE_DIR": str(server.instance), "MODE": "demonstration"}
    command = [sys.executable, "-m", "bench.survey_site"]
    subprocess.run(command, cwd=ROOT, env=os.environ | shown, check=True)


def _make() -> None:
    sheets = sheets_of_text(form())
    compiled = compile_form(sheets)
    with create_app().app_context(), transaction() as session:
        organisation = session.scalars(
            sa.select(Organisation.id).order_by(Organisation.name).limit(1)
        ).one()
        survey = Survey(
            id=uuid4(),
            slug=SLUG,
            state=SurveyState.LIVE,
            title="Twenty questions (demonstration)",
            purpose="To measure how fast pages are.",
            privacy_notice="Demonstration.",
            themes=[],
            organisation_id=organisation,
            controller="none",
            created_on=date(2026, 1, 1),
            demonstration=True,
        )
        session.add(survey)
        session.flush()
        session.add(
            SurveyVersion(
                survey_id=survey.id,
                number=1,
                state=VersionState.PUBLISHED,
                sheets={name: [list(row) for row in rows] for name, rows in sheets.items()},
                xform=compiled.xform,
                sha256=sha256(json.dumps(dict(sheets)).encode()).hexdigest(),
                notices=[],
                published_on=date(2026, 1, 1),
            )
        )


if __name__ == "__main__":
    _make()
