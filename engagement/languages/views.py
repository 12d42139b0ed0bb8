"""Pages of translations: each language with its state, and every text beside its translation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.accounts.sessions import signed_in
from engagement.core import clock
from engagement.core.db import db
from engagement.core.errors import NotFound, Rejected
from engagement.core.http import partnership
from engagement.core.rendering import REVIEWED
from engagement.languages.catalogues import ENGLISH, Entry, Language
from engagement.languages.choosing import languages
from engagement.languages.commands import approve_translation, withdraw_approval
from engagement.languages.forms import FilterForm, ReviewForm
from engagement.languages.queries import Approval, approval_of
from engagement.languages.reviewing import ask_again, is_reviewed

WITHDRAWN: Final = "withdrawn"
blueprint = Blueprint("languages", __name__, url_prefix="/languages")
blueprint.record(lambda state: state.app.extensions.update({REVIEWED: is_reviewed}))


@dataclass(frozen=True, slots=True)
class Row:
    """A translation with its approval."""

    language: Language
    approval: Approval | None


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every language of the partnership file and how far its translation is."""
    return render_template(
        "languages/index.html",
        rows=[Row(one, _approval(one)) for one in languages().values() if one.code != ENGLISH],
        missing=[code for code in partnership().languages if code not in languages()],
    )


@blueprint.route("/<code>", methods=["GET", "POST"])
def texts(code: str) -> ResponseReturnValue:
    """Every text beside its translation; approve them all, or take the approval back."""
    language = languages().get(code)
    if language is None or code == ENGLISH:
        raise NotFound
    form = ReviewForm()
    if form.validate_on_submit():
        try:
            _decide(language, form)
        except Rejected as refusal:
            form.reject(refusal)
        else:
            db.session.commit()
            ask_again()
            return redirect(url_for("languages.texts", code=code), 303)
    narrowed = FilterForm(request.args)
    return render_template(
        "languages/texts.html",
        language=language,
        approval=_approval(language),
        entries=list(_entries(language, narrowed)),
        form=form,
        narrowed=narrowed,
    )


def _decide(language: Language, form: ReviewForm) -> None:
    actor, now = signed_in().actor, clock.now()
    version = language.sha256
    if form.catalogue.data != version:
        raise Rejected(_("The texts have changed since you opened this page. Read them again."))
    if form.decision.data == WITHDRAWN:
        withdraw_approval(
            db.session, language=language.code, catalogue_sha256=version, actor=actor, now=now
        )
        flash(_("The translation counts as unreviewed again."))
        return
    approve_translation(
        db.session,
        language=language.code,
        catalogue_sha256=version,
        reader=form.reader.data,
        note=form.note.data,
        actor=actor,
        now=now,
    )
    flash(_("The translation is approved. Residents see it without the note from now on."))


def _approval(language: Language) -> Approval | None:
    return approval_of(db.session, language=language.code, catalogue_sha256=language.sha256)


def _entries(language: Language, narrowed: FilterForm) -> Iterator[Entry]:
    """The texts asked for, those about danger first."""
    words = narrowed.words.data.casefold() if narrowed.validate() else ""
    return (
        one
        for one in sorted(language.entries, key=lambda one: not one.emergency)
        if one.holds(words)
    )
