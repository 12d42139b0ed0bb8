"""Drafts for tests, made as officers make them, and the forms that change them."""

import io
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from engagement.core import clock
from engagement.core.actor import Actor
from engagement.core.partnership import load_partnership
from surveys.instrument.compiling import compile_form
from surveys.instrument.workbook import sheets_of_text
from surveys.models import Survey
from surveys.studio.commands import Facts, make_survey, publish_survey
from surveys.studio.questionnaire import Questionnaire
from tests.architecture.source import ROOT
from tests.integration.accounts.people import form_token, make_officer

PARTNERSHIP = load_partnership(ROOT / "partnership" / "lincolnshire.toml")
FORM = """
| survey |
| | type | name | label | required |
| | select_one safety | safe | How safe do you feel after dark? | yes |
| | text | comment | What else? | |
| choices |
| | list_name | name | label |
| | safety | safe | Safe |
| | safety | unsafe | Unsafe |
| settings |
| | form_title |
| | How safe we feel |
"""
LONGER = FORM.replace(
    "| | text |", "| | integer | times | How often were you out? | |\n| | text |"
).replace("| | safety | unsafe | Unsafe |", "| | safety | never | Never safe |")
"""One question more, and one choice for another."""
FACTS = Facts(
    title="How safe we feel",
    purpose="We want to know how safe people feel. It helps us to decide.",
    privacy_notice="Officers of the partnership read the answers.",
    controller="county-council",
)


def questionnaire(form: str = FORM) -> Questionnaire:
    """A form as text, compiled here."""
    sheets = sheets_of_text(form)
    return Questionnaire(sheets, compile_form(sheets).xform)


def draft(session: Session, *, form: str = FORM, actor: Actor | None = None) -> Survey:
    """A draft that is ready to be published, committed; of an officer for the whole county."""
    made = make_survey(
        session,
        facts=FACTS,
        questionnaire=questionnaire(form),
        actor=actor or make_officer(session).actor(),
        now=clock.now(),
    )
    session.commit()
    return made


def live(session: Session, *, form: str = FORM, actor: Actor | None = None) -> Survey:
    """A survey that is published and open, committed."""
    actor = actor or make_officer(session).actor()
    made = draft(session, form=form, actor=actor)
    publish(session, made.id, actor)
    return made


def publish(session: Session, survey_id: UUID, actor: Actor) -> Survey:
    """Publish a draft; committed."""
    made = publish_survey(
        session, survey_id=survey_id, partnership=PARTNERSHIP, actor=actor, now=clock.now()
    )
    session.commit()
    return made


def send(client: FlaskClient, address: str, **answers: Any) -> TestResponse:
    """A form of a page with its token, as a browser sends it."""
    token = form_token(client, address)
    return client.post(address, data={"csrf_token": token} | answers)


def file_of(form: str | bytes = FORM, name: str = "form.md") -> tuple[io.BytesIO, str]:
    """A file as a form sends it."""
    return io.BytesIO(form.encode() if isinstance(form, str) else form), name
