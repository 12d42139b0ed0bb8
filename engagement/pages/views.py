"""The pages that stand by themselves: nothing is asked and nothing is looked up."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What this is, for whom, and what happens."""
    return render_template("pages/index.html")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Who answers for personal information, what is kept, and what is never asked."""
    return render_template("pages/privacy.html")


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """How far everybody can use the service, as it is today."""
    return render_template("pages/accessibility.html")


@blueprint.get("/help")
def help() -> ResponseReturnValue:
    """Whom to call, and answers to what people ask."""
    return render_template("pages/help.html")
