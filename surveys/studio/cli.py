"""`flask surveys import`: a survey from a form file, for operators."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from engagement.accounts.models import Organisation
from engagement.accounts.queries import organisations
from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import transaction
from engagement.core.errors import Rejected
from engagement.core.http import partnership, settings
from surveys.instrument.notices import FormRefused
from surveys.instrument.workbook import LARGEST, read_workbook
from surveys.models import Survey
from surveys.responses.addresses import survey_address
from surveys.studio.commands import Facts, change_survey, make_survey, publish_survey
from surveys.studio.forms import controllers_of
from surveys.studio.making.beginning import LONGEST_TITLE, likely_controller, uploaded
from surveys.studio.questionnaire import Questionnaire, compiled

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

cli = AppGroup("surveys", help="Surveys of the public.")


@cli.command("import")
@click.argument("file", type=FILE)
@click.option("--title", default="", help="Its title; the form's, or the file's name, by default.")
@click.option("--slug", default="", help="The end of its address; made from the title by default.")
@click.option("--purpose", default="", help="What it is for; a survey is not published without.")
@click.option("--organisation", default="", help="Who asks, by name; the first one by default.")
@click.option("--publish", is_flag=True, help="Publish it; else it is a draft.")
def import_command(
    file: Path, title: str, slug: str, purpose: str, organisation: str, *, publish: bool
) -> None:
    """Make a survey of FILE, an XLSForm (.xlsx, .csv, .md); all of it or nothing.

    It is asked in the whole county, with the usual privacy notice.
    """
    try:
        questionnaire = _read(file)
        with transaction() as session:
            asks = _organisation(session, organisation)
            facts = _facts(questionnaire, file.name, asks.name)
            facts = replace(facts, purpose=purpose.strip(), slug=slug)
            facts = replace(facts, title=_title(title) or facts.title)
            made = _made(session, facts, questionnaire, asks, publish=publish)
            address = survey_address(made.slug)
    except FormRefused as refused:
        raise click.ClickException(f"{refused}\nNothing was stored.") from None
    except Rejected as rejected:
        reason = rejected.message.rstrip(".")
        raise click.ClickException(f"{reason}. Nothing was stored.") from None
    for notice in questionnaire.notices:
        click.echo(str(notice), err=True)
    click.echo(f"{'Published' if publish else 'A draft'}: {address}")


def _read(file: Path) -> Questionnaire:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    return compiled(read_workbook(file.name, content))


def _organisation(session: Session, name: str) -> Organisation:
    """The one of this name; the first one when none is named."""
    known = organisations(session)
    if not known:
        raise Rejected("There is no organisation yet: see flask accounts first-administrator")
    if not name:
        return known[0]
    found = next((one for one in known if one.name == name), None)
    if found is None:
        raise Rejected(
            f"There is no organisation {name!r}. Use one of: {', '.join(one.name for one in known)}"
        )
    return found


def _facts(questionnaire: Questionnaire, filename: str, organisation: str) -> Facts:
    likely = likely_controller(controllers_of(partnership()), organisation)
    return uploaded(questionnaire, filename, partnership(), likely).facts


def _title(title: str) -> str:
    title = title.strip()
    if len(title) > LONGEST_TITLE:
        raise Rejected(f"The title has more than {LONGEST_TITLE} characters: shorten it")
    return title


def _made(
    session: Session,
    facts: Facts,
    questionnaire: Questionnaire,
    asks: Organisation,
    *,
    publish: bool,
) -> Survey:
    """A draft at its address, published when that is wanted."""
    actor, now = replace(SYSTEM, organisation_id=asks.id), clock.now()
    made = make_survey(
        session,
        facts=facts,
        questionnaire=questionnaire,
        actor=actor,
        now=now,
        demonstration=settings().demonstration,
    )
    if facts.slug:
        change_survey(session, survey_id=made.id, facts=facts, actor=actor, now=now)
    if publish:
        publish_survey(session, survey_id=made.id, partnership=partnership(), actor=actor, now=now)
    return made
