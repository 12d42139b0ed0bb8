"""The audit in sentences: one for each event, whoever records it.

The events belong to features that stand above this one, so they are named here by what is stored;
a test walks every event there is and asks for its words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Words:
    """What was done, to be said after a name, with `which` it was done to.

    `more` is a sentence for the detail; it is said when every value that it names is there.
    """

    did: LazyString
    more: LazyString | None = None


_STATES: Final = _l("It was %(from)s and is %(to)s.")
_TO: Final = _l("For %(organisation)s.")
_FILE: Final = _l("The file is called “%(file)s”.")
_CALLED: Final = _l("The survey is called “%(title)s”.")
_VERSION: Final = _l("“%(title)s”, version %(number)s.")

WORDS: Final[Mapping[str, Words]] = {
    # accounts
    "signed-in": Words(_l("signed in"), _l("How: %(how)s.")),
    "signed-out": Words(_l("signed out")),
    "sign-in-code-refused": Words(_l("gave the right password and a wrong code")),
    "session-ended": Words(_l("signed out another device of theirs")),
    "password-set": Words(_l("set a new password")),
    "authenticator-enrolled": Words(_l("set up an authenticator app")),
    "recovery-codes-made": Words(_l("made new recovery codes")),
    "organisation-added": Words(_l("added the organisation %(which)s")),
    "officer-invited": Words(
        _l("gave %(which)s an account"), _l("Roles: %(roles)s. Where: %(districts)s.")
    ),
    "officer-changed": Words(
        _l("changed what %(which)s may do"),
        _l(
            "Roles before: %(before.roles)s. Roles now: %(after.roles)s. "
            "Where before: %(before.districts)s. Where now: %(after.districts)s."
        ),
    ),
    "officer-deactivated": Words(_l("closed the account of %(which)s")),
    "officer-reactivated": Words(_l("opened the account of %(which)s again")),
    "one-time-link-made": Words(
        _l("made a one-time link for %(which)s"), _l("What it is for: %(purpose)s.")
    ),
    # areas
    "areas-loaded": Words(
        _l("loaded boundaries of areas"), _l("Name: %(label)s. Areas: %(areas)s.")
    ),
    "area-file-sent": Words(_l("sent a file of boundaries"), _FILE),
    "area-file-removed": Words(_l("removed a file of boundaries that was not loaded"), _FILE),
    # languages
    "translation-approved": Words(_l("approved the translation “%(which)s”")),
    "translation-approval-withdrawn": Words(
        _l("took back the approval of the translation “%(which)s”")
    ),
    # retention
    "retention-run": Words(
        _l("deleted what had been kept long enough"), _l("Certificate: number %(number)s.")
    ),
    # reports: looking
    "reports-listed": Words(_l("looked at a list of reports: %(which)s")),
    "report-viewed": Words(_l("opened report %(which)s")),
    "reports-compared": Words(_l("looked at report %(which)s beside others like it")),
    "report-text-shown": Words(_l("read the sender’s own words in report %(which)s")),
    "reports-exported": Words(
        _l("downloaded reports"), _l("Reports: %(reports)s. The reason given: %(reason)s.")
    ),
    "map-figures-exported": Words(_l("downloaded figures: %(which)s")),
    # reports: deciding
    "report-text-released": Words(_l("let the sender’s words in report %(which)s be read")),
    "report-text-removed": Words(_l("removed the sender’s words from report %(which)s")),
    "report-recorded": Words(
        _l("recorded report %(which)s for somebody"), _l("How it came: %(channel)s.")
    ),
    "report-approved": Words(_l("approved report %(which)s"), _STATES),
    "report-held": Words(_l("held report %(which)s"), _STATES),
    "report-rejected": Words(_l("rejected report %(which)s"), _STATES),
    "report-passed-on": Words(_l("passed report %(which)s on"), _TO),
    "report-accepted": Words(_l("accepted report %(which)s"), _TO),
    "report-declined": Words(_l("declined report %(which)s"), _TO),
    "report-handed-on": Words(_l("handed report %(which)s on"), _l("To %(organisation)s.")),
    "report-action-taken": Words(_l("noted that something was done about report %(which)s")),
    "report-closed": Words(_l("closed report %(which)s"), _l("How it ended: %(outcome)s.")),
    "report-reopened": Words(_l("put report %(which)s back to approved"), _STATES),
    "report-copies-deleted": Words(
        _l("confirmed that their organisation has no copy of report %(which)s left")
    ),
    "free-text-switched-on": Words(_l("let people write in their own words from then on")),
    "free-text-switched-off": Words(_l("stopped people from writing in their own words")),
    # reports: files, links, publishing
    "import-file-sent": Words(_l("sent a file of reports"), _FILE),
    "import-file-viewed": Words(_l("looked at rows of a file before its import")),
    "import-started": Words(_l("started the import of a file"), _FILE),
    "import-refused": Words(_l("had the import of a file refused"), _FILE),
    "import-file-removed": Words(_l("removed a file that was not imported"), _FILE),
    "reports-imported": Words(
        _l("imported reports"),
        _l(
            "From %(source)s: %(read)s rows read, %(imported)s imported, %(known)s known already, "
            "%(outside)s outside, %(rejected)s rejected."
        ),
    ),
    "import-viewed": Words(_l("looked at import %(which)s")),
    "import-rows-exported": Words(
        _l("downloaded rows of import %(which)s"), _l("Which rows: %(rows)s.")
    ),
    "report-link-made": Words(
        _l("made a link for a class or an event"), _l("It is good for %(ceiling)s reports.")
    ),
    "report-link-ended": Words(_l("ended a link for a class or an event")),
    "figures-published": Words(
        _l("published figures"), _l("They count up to %(until)s, under the policy %(policy)s.")
    ),
    # surveys: studio
    "survey-made": Words(_l("made a survey"), _CALLED),
    "survey-changed": Words(_l("changed what a survey says about itself"), _CALLED),
    "survey-hours-set": Words(_l("set when a survey is open"), _CALLED),
    "survey-published": Words(_l("published a survey"), _CALLED),
    "survey-closed": Words(_l("closed a survey"), _CALLED),
    "survey-archived": Words(_l("archived a survey"), _CALLED),
    "survey-deleted": Words(_l("deleted the draft of a survey"), _CALLED),
    "survey-version-kept": Words(_l("sent a version of a questionnaire"), _VERSION),
    "survey-version-published": Words(_l("published a version of a questionnaire"), _VERSION),
    "survey-version-removed": Words(_l("removed a version of a questionnaire"), _VERSION),
    "survey-tests-deleted": Words(
        _l("deleted test responses to a survey"), _l("“%(title)s”, responses: %(number)s.")
    ),
    "survey-link-made": Words(_l("made a link to a survey"), _CALLED),
    "survey-link-ended": Words(_l("ended a link to a survey"), _CALLED),
    # surveys: results
    "survey-texts-read": Words(
        _l("read what people wrote in a survey"), _l("To the question: %(question)s.")
    ),
    "survey-tone-set": Words(_l("changed the tone of a text"), _l("It is now: %(tone)s.")),
    "survey-results-published": Words(
        _l("published the results of a survey"), _l("%(survey)s, under the policy %(policy)s.")
    ),
    "survey-results-not-published": Words(
        _l("was refused to publish the results of a survey"), _l("Why: %(because)s")
    ),
    "figures-not-published": Words(_l("was refused to publish figures"), _l("Why: %(because)s")),
    # surveys: responses
    "responses-exported": Words(
        _l("downloaded the responses to survey %(which)s"),
        _l("Responses: %(responses)s. Words: %(words)s. The reason given: %(reason)s."),
    ),
}
"""What is said of each event, by the name under which it is stored."""

LISTS: Final[Mapping[str, LazyString]] = {
    "page": _l("all reports, page %(number)s"),
    "queue": _l("the queue, page %(number)s"),
    "given": _l("what their organisation was given, page %(number)s"),
    "passing-on": _l("%(number)s to be passed on together"),
}
"""Which list it was: what stands before the number in the subject of a look at a list."""
FIGURES: Final[Mapping[str, LazyString]] = {
    "done": _l("what was done"),
    "districts": _l("the map of districts"),
    "hotspots": _l("the map of concentrations"),
}
"""Which figures were downloaded."""
