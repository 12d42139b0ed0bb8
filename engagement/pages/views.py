"""The pages that stand by themselves: nothing is asked and nothing is looked up."""

from flask import Blueprint, make_response, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from engagement.core.http import keep_out_of_caches, leave_no_line, partnership

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What this is, for whom, and what happens."""
    return render_template("pages/index.html")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Who answers for personal information, what is kept, and what is never asked."""
    kept = partnership().retention
    periods = {kind: period(days) for kind, days in kept.items()}
    return render_template("pages/privacy.html", periods=periods)


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """How far everybody can use the service, as it is today."""
    return render_template("pages/accessibility.html")


@blueprint.get("/help")
def help() -> ResponseReturnValue:
    """Whom to call, and answers to what people ask."""
    return render_template("pages/help.html")


def period(days: int) -> str:
    """A number of days as people say it: whole years from two on, else days."""
    years = round(days / 365.25)
    if years > 1 and abs(days - years * 365.25) <= 2:
        return ngettext("%(num)d year", "%(num)d years", years)
    return ngettext("%(num)d day", "%(num)d days", days)


@blueprint.get("/exit")
def leave() -> ResponseReturnValue:
    """Away to a harmless site; on the way the browser forgets the pages that it kept of ours."""
    leave_no_line()
    return keep_out_of_caches(make_response(redirect(partnership().exit_url, 303)))
