"""The mails of a demonstration, to be read here: none of them leaves this machine."""

from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from engagement.core.db import db
from engagement.core.errors import NotFound
from engagement.core.http import settings
from engagement.core.mail.message import whole_body
from engagement.core.mail.queries import readable_mails
from engagement.core.mail.setup import post
from engagement.core.mail.words import parts

blueprint = Blueprint("mail", __name__)

SHOWN: Final = 50


@blueprint.get("/demonstration/mail/")
def demonstration() -> ResponseReturnValue:
    """What would have been mailed, newest first; not there outside a demonstration."""
    ours = post()
    if not settings().demonstration or ours.server is not None:
        raise NotFound
    mails = [
        (mail, list(parts(whole_body(ours, mail.body or ""), ours.base_url)))
        for mail in readable_mails(db.session, limit=SHOWN)
    ]
    return render_template("mail/demonstration.html", mails=mails, sender=str(ours.sender))
