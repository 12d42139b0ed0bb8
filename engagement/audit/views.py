"""The audit trail for administrators and data-protection officers."""

import json
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from engagement.audit.forms import TrailForm
from engagement.audit.queries import (
    TrailFilter,
    TrailLine,
    actions_in_trail,
    actors_in_trail,
    trail_page,
)
from engagement.core.db import db
from engagement.core.forms import choice
from engagement.core.seal import Json

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit/")
def index() -> ResponseReturnValue:
    """Entries, newest first, narrowed by action, officer and London day."""
    form = TrailForm(request.args, choices=_choices(db.session))
    narrowed = _narrowed(form) if form.validate() else TrailFilter()
    page = trail_page(
        db.session, narrowed=narrowed, number=request.args.get("page", 1, type=int) or 1
    )
    rows = [_row(line) for line in page.lines]
    return render_template("audit/index.html", form=form, page=page, rows=rows, url=_page_url)


def _choices(session: Session) -> dict[str, list[object]]:
    everything = choice("", _("Anything"))
    anybody = choice("", _("Anybody"))
    return {
        "action": [everything, *(choice(one, one) for one in actions_in_trail(session))],
        "actor": [anybody, *(choice(str(id), name) for id, name in actors_in_trail(session))],
    }


def _narrowed(form: TrailForm) -> TrailFilter:
    return TrailFilter(
        action=form.action.data or None,
        actor_id=UUID(form.actor.data) if form.actor.data else None,
        day=form.day.data,
    )


def _row(line: TrailLine) -> list[object]:
    detail = ", ".join(f"{key}: {_plain(value)}" for key, value in line.detail.items())
    when = format_datetime(line.at, "medium")
    return [line.seq, when, line.actor, line.action, f"{line.kind} {line.subject}", detail]


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _page_url(number: int) -> str:
    kept = [(name, value) for name, value in request.args.items() if name != "page"]
    return f"{url_for('audit.index')}?{urlencode([*kept, ('page', number)])}"
