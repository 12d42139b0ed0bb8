"""The receipt afterwards: where the report stands, and taking it back. No code in any address."""

import secrets
from hashlib import blake2b
from typing import Final

from flask import Response, g, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from engagement.core.http import keep_out_of_caches
from engagement.core.limits import limiter
from engagement.reports.following import Followed, Standing
from engagement.reports.journey.forms import CodeForm
from engagement.reports.models import Outcome

WRONG_CODES: Final = "20 per minute; 200 per hour"
_KEY: Final = secrets.token_bytes(32)
"""Gone with the process, so what the limits are counted under cannot be read back."""

TITLES: Final[dict[Standing, LazyString]] = {
    Standing.RECEIVED: _l("We have received your report"),
    Standing.LOOKED_AT: _l("Your report is being looked at"),
    Standing.PASSED_ON: _l("Your report was passed on"),
    Standing.DONE: _l("Something was done about it"),
    Standing.NOT_DONE: _l("Nothing could be done about it"),
    Standing.NOT_USED: _l("We could not use this report"),
    Standing.WITHDRAWN: _l("This report was taken back"),
}
MEANS: Final[dict[Standing, LazyString]] = {
    Standing.RECEIVED: _l("It is safe with us. It waits to be read."),
    Standing.LOOKED_AT: _l("Somebody is working out what it means and who could help."),
    Standing.PASSED_ON: _l("It is now with people who may be able to change something there."),
    Standing.DONE: _l(
        "People went to work on what you told us. Thank you: it helped to know about it."
    ),
    Standing.NOT_DONE: _l("It still counts. It helps us to see where people do not feel safe."),
    Standing.NOT_USED: _l(
        "There can be many reasons. For example, we may have it twice, or we could not tell what "
        "to do with it. If the place still does not feel safe, please tell us again."
    ),
    Standing.WITHDRAWN: _l("We do not know any more what it said."),
}
BECAUSE: Final[dict[Outcome, LazyString]] = {
    Outcome.NOT_OURS: _l("The reason: none of the bodies that work together here may change it."),
    Outcome.NO_MONEY: _l("The reason: there is no money for it now."),
    Outcome.NOTHING_FOUND: _l("The reason: people went there and found nothing to change."),
    Outcome.BY_POLICY: _l("The reason: it is so on purpose, by a rule."),
    Outcome.CANNOT_CHANGE: _l("The reason: it cannot be changed."),
}


def code_page(form: CodeForm | None = None) -> Response:
    """Asks for the receipt code."""
    page = render_template("reports/journey/code.html", form=form or CodeForm())
    return keep_out_of_caches(make_response(page))


def wrong_page(form: CodeForm) -> Response:
    """One answer to every code that leads nowhere, counted by the limit."""
    if not form.errors:
        form.code.reject(
            _(
                "We have no report with this code. Check each letter and number. We delete old "
                "reports, so the code of an old report does not work any more"
            )
        )
    g.wrong_code = True
    return code_page(form)


def standing_page(code: str, followed: Followed) -> Response:
    """Where a report stands, and the way to take it back."""
    page = render_template(
        "reports/journey/standing.html",
        code=code,
        title=TITLES[followed.standing],
        means=MEANS[followed.standing],
        because=BECAUSE[followed.because] if followed.because else "",
        withdrawn=followed.standing is Standing.WITHDRAWN,
    )
    return keep_out_of_caches(make_response(page))


def withdraw_page(code: str) -> Response:
    """What taking it back does and what it cannot do, before it is done."""
    return keep_out_of_caches(
        make_response(render_template("reports/journey/withdraw.html", code=code))
    )


def withdrawn_page() -> Response:
    """It is done."""
    return keep_out_of_caches(make_response(render_template("reports/journey/withdrawn.html")))


def _guesser() -> str:
    """The network, hashed with a key that dies with the process."""
    address = (request.remote_addr or "").encode()
    return blake2b(address, key=_KEY, digest_size=16).hexdigest()


few_wrong_codes = limiter.shared_limit(
    WRONG_CODES,
    scope="receipt codes",
    key_func=_guesser,
    deduct_when=lambda _response: "wrong_code" in g,
)
"""A network that tries many wrong codes has to wait; right ones do not count."""
