"""Retention for administrators and data-protection officers: rules, what is due, certificates."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from engagement.core import clock
from engagement.core.db import db
from engagement.core.http import partnership
from engagement.core.retention import rules
from engagement.retention.chain import holds
from engagement.retention.doubts import clock_doubt
from engagement.retention.models import Line, RetentionCertificate
from engagement.retention.queries import (
    DueLine,
    certificates_page,
    finished_certificate,
    first_broken_certificate,
    what_is_due,
)

blueprint = Blueprint("retention", __name__, url_prefix="/retention")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every rule with its days and what is due now; the certificates, newest first."""
    now = clock.now()
    due = what_is_due(db.session, rules=rules(), days=partnership().retention, now=now)
    page = certificates_page(db.session, number=request.args.get("page", 1, type=int) or 1)
    return render_template(
        "retention/index.html",
        rules=[_rule_row(line) for line in due],
        certificates=[_certificate_row(one) for one in page.certificates],
        page=page,
        broken=first_broken_certificate(db.session),
        doubt=clock_doubt(db.session, now=now),
        url=lambda number: url_for("retention.index", page=number),
    )


@blueprint.get("/<uuid:certificate_id>")
def certificate(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate, to read and to print."""
    one = finished_certificate(db.session, id=certificate_id)
    faults = any(line["fault"] for line in one.lines)
    return render_template(
        "retention/certificate.html",
        one=one,
        holds=holds(one),
        rows=[_line_row(one, line, faults=faults) for line in one.lines],
        faults=faults,
    )


@blueprint.get("/<uuid:certificate_id>.json")
def certificate_json(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate for a machine."""
    one = finished_certificate(db.session, id=certificate_id)
    response = jsonify(_plain(one))
    return _as_file(response, f"retention-certificate-{one.number}.json")


@blueprint.get("/<uuid:certificate_id>.txt")
def certificate_text(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate as text, for the file."""
    one = finished_certificate(db.session, id=certificate_id)
    text = render_template("retention/certificate.txt", one=one, holds=holds(one), names=_names())
    response = Response(text, mimetype="text/plain")
    return _as_file(response, f"retention-certificate-{one.number}.txt")


def _names() -> dict[str, str]:
    return {rule.kind: str(rule.what) for rule in rules()}


def _rule_row(line: DueLine) -> list[object]:
    left = str(line.rule.left) or _("nothing")
    return [
        str(line.rule.what),
        line.days,
        str(line.rule.counted_from),
        format_date(line.before, "d MMMM y"),
        line.due,
        left,
    ]


def _certificate_row(one: RetentionCertificate) -> list[object]:
    link = {
        "text": _("Certificate %(number)s", number=one.number),
        "href": url_for("retention.certificate", certificate_id=one.id),
    }
    destroyed = sum(line["destroyed"] for line in one.lines)
    left = sum(line["left"] for line in one.lines)
    return [link, format_datetime(one.run_at, "d MMMM y, HH:mm"), destroyed, left]


def _line_row(one: RetentionCertificate, line: Line, *, faults: bool) -> list[object]:
    before = format_date(date.fromisoformat(line["before"]), "d MMMM y")
    counts = [line["due"], line["destroyed"], line["left"]]
    name = _names().get(line["kind"], line["kind"])
    fault = [line["fault"]] if faults else []
    return [name, one.policy[line["kind"]], before, *counts, *fault]


def _plain(one: RetentionCertificate) -> dict[str, object]:
    return {
        "id": str(one.id),
        "number": one.number,
        "run_at": one.run_at.isoformat(),
        "finished_at": one.finished_at and one.finished_at.isoformat(),
        "run_by": one.run_by and str(one.run_by),
        "days": one.policy,
        "lines": one.lines,
        "previous": bytes(one.previous).hex(),
        "hash": bytes(one.hash).hex(),
        "holds": holds(one),
    }


def _as_file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response
