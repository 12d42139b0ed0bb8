"""The filter form of a list or map, from the request's arguments and what there is to choose."""

from typing import TypeVar

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engagement.core.http import partnership
from engagement.reports.forms import PeriodForm, filter_choices
from engagement.reports.queries import months, sources
from engagement.reports.reach import Within

F = TypeVar("F", bound=PeriodForm)


def filter_form(session: Session, kind: type[F], *, within: Within, **defaults: str) -> F:
    """The form with only what the person may see to choose from; `defaults` where nothing is said.

    A view that is posted to gives a session that only reads: its own would hold the write lock.
    """
    asked: MultiDict[str, str] = MultiDict(request.args)
    for name, value in defaults.items():
        asked[name] = asked.get(name) or value
    choices = filter_choices(
        months=months(session, within=within),
        sources=sources(session, within=within),
        districts=[
            (one.code, one.name)
            for one in partnership().districts
            if within is None or one.code in within
        ],
        everywhere=_("The whole county") if within is None else _("All your districts"),
        asked=asked.get,
    )
    offered = {name: listed for name, listed in choices.items() if hasattr(kind, name)}
    return kind(asked, choices=offered)


def page_number() -> int:
    """The page of a list that is asked for; 1 for anything that is no page."""
    text = request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
