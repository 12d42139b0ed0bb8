"""The audit trail for administrators and data-protection officers."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms.fields import SelectChoice

from engagement.audit.forms import TrailForm
from engagement.audit.queries import (
    TrailFilter,
    TrailLine,
    actions_in_trail,
    actors_in_trail,
    names_in_trail,
    trail_page,
)
from engagement.audit.sentences import label_of, sentence_of
from engagement.core.db import db
from engagement.core.forms import choice
from engagement.core.http import partnership

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit/")
def index() -> ResponseReturnValue:
    """Entries, newest first, narrowed by action, officer and London day."""
    form = TrailForm(request.args, choices=_choices(db.session))
    narrowed = _narrowed(form) if form.validate() else TrailFilter()
    page = trail_page(
        db.session, narrowed=narrowed, number=request.args.get("page", 1, type=int) or 1
    )
    rows = _rows(db.session, page.lines)
    return render_template("audit/index.html", form=form, page=page, rows=rows, url=_page_url)


def _choices(session: Session) -> dict[str, list[object]]:
    everything = choice("", _("Anything"))
    anybody = choice("", _("Anybody"))
    return {
        "action": [everything, *_actions(session)],
        "actor": [anybody, *(choice(str(id), name) for id, name in actors_in_trail(session))],
    }


def _actions(session: Session) -> list[SelectChoice]:
    named = [(label_of(action), action) for action in actions_in_trail(session)]
    return [choice(action, label) for label, action in sorted(named)]


def _narrowed(form: TrailForm) -> TrailFilter:
    return TrailFilter(
        action=form.action.data or None,
        actor_id=UUID(form.actor.data) if form.actor.data else None,
        day=form.day.data,
    )


def _rows(session: Session, lines: Sequence[TrailLine]) -> list[list[object]]:
    names = names_in_trail(session, lines=lines)
    places = {one.code: one.name for one in partnership().districts}
    rows: list[list[object]] = []
    for line in lines:
        said = sentence_of(line, names=names, places=places)
        when = format_datetime(line.at, "d MMMM y, HH:mm:ss")
        rows.append([when, {"text": said.text, "small": said.code}, line.seq])
    return rows


def _page_url(number: int) -> str:
    kept = [(name, value) for name, value in request.args.items() if name != "page"]
    return f"{url_for('audit.index')}?{urlencode([*kept, ('page', number)])}"
