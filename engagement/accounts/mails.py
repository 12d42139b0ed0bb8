"""One-time links by mail: which of them, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from engagement.accounts.commands.links import FORGOTTEN_GOOD_FOR, GOOD_FOR
from engagement.accounts.links import link_url
from engagement.accounts.models import LinkPurpose
from engagement.core import http
from engagement.core.mail import mail_is_set, queue_mail


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A mail with a one-time link in the middle."""

    kind: str
    purpose: LinkPurpose
    good_for: timedelta
    subject: object
    before: object
    after: object


BY_MAIL: Final[Mapping[LinkPurpose, LinkMail]] = {
    LinkPurpose.INVITATION: LinkMail(
        kind="invitation",
        purpose=LinkPurpose.INVITATION,
        good_for=GOOD_FOR[LinkPurpose.INVITATION],
        subject=_l("Your account"),
        before=_l(
            "An administrator has made an account for you. Open this link to set a password. "
            "You will also need an authenticator app on your phone."
        ),
        after=_l("If you did not expect this, do not open the link."),
    ),
    LinkPurpose.RESET: LinkMail(
        kind="reset",
        purpose=LinkPurpose.RESET,
        good_for=GOOD_FOR[LinkPurpose.RESET],
        subject=_l("Set a new password"),
        before=_l("An administrator has sent you this link. With it you set a new password."),
        after=_l("If you did not ask for this, tell an administrator."),
    ),
}
"""A new authenticator's link is handed over in person: an officer's mailbox alone opens nothing."""

FORGOTTEN: Final = LinkMail(
    kind="forgotten-password",
    purpose=LinkPurpose.RESET,
    good_for=FORGOTTEN_GOOD_FOR,
    subject=_l("Set a new password"),
    before=_l("Somebody, we hope you, asked for a new password. Open this link to set one."),
    after=_l(
        "If it was not you, there is nothing to do. Your password stays as it is, and nobody can "
        "sign in without your authenticator."
    ),
)


def by_mail(purpose: LinkPurpose) -> LinkMail | None:
    """The mail that takes a link to the officer; None for one that is shown, to be handed over."""
    return BY_MAIL.get(purpose) if mail_is_set() else None


def mail_link(session: Session, *, mail: LinkMail, to: str, token: str, now: datetime) -> None:
    """Queue a mail with a link; it goes when the transaction of the link itself is whole."""
    paragraphs = (
        _("This is about your account with %(name)s.", name=http.partnership().name),
        str(mail.before),
        link_url(mail.purpose, token),
        works_once(mail.good_for) + " " + _("Do not pass it on."),
        str(mail.after),
    )
    body = "\n\n".join(paragraphs)
    queue_mail(session, kind=mail.kind, to=to, subject=str(mail.subject), body=body, now=now)


def works_once(good_for: timedelta) -> str:
    """How long a link works, in words."""
    hours = int(good_for.total_seconds() // 3600)
    if hours == 1:
        return _("It works once, within an hour.")
    if hours == 24:
        return _("It works once, within a day.")
    if hours % 24:
        return _("It works once, within %(hours)s hours.", hours=hours)
    return _("It works once, within %(days)s days.", days=hours // 24)
