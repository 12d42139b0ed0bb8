"""Who may do what, and where: the one place that decides.

An action is either about places (`SCOPED`) or about the service as a whole. For an action about
places the caller says where the thing lies:

* a district code, or a set of them: the actor's scope must cover every one;
* None, or an empty set: a county-wide thing, or one whose district is not known (an import, the
  map of the whole county, a report outside every outline). Only an actor for the whole county may.

For an action about the service as a whole the scope plays no part; the commands that give roles see
to it that administrators and data-protection officers always work for the whole county.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from engagement.core.actor import Actor, Role
from engagement.core.errors import NotAllowed


class Action(StrEnum):
    """What an officer can do."""

    VIEW_REPORTS = "view-reports"
    VIEW_REPORT = "view-report"
    DECIDE_REPORT = "decide-report"
    EXPORT_REPORTS = "export-reports"
    IMPORT_REPORTS = "import-reports"
    RECORD_REPORT = "record-report"
    ASSIGN_REPORT = "assign-report"
    ANSWER_ASSIGNMENT = "answer-assignment"
    CONFIRM_WITHDRAWAL = "confirm-withdrawal"
    MANAGE_LINKS = "manage-links"
    PUBLISH_REPORTS = "publish-reports"
    SWITCH_FREE_TEXT = "switch-free-text"
    VIEW_SURVEYS = "view-surveys"
    MANAGE_SURVEYS = "manage-surveys"
    VIEW_RESULTS = "view-results"
    READ_SURVEY_TEXTS = "read-survey-texts"
    EXPORT_RESPONSES = "export-responses"
    PUBLISH_RESULTS = "publish-results"
    REVIEW_TRANSLATIONS = "review-translations"
    VIEW_RETENTION = "view-retention"
    VIEW_IMPORTS = "view-imports"
    VIEW_MAPS = "view-maps"
    VIEW_AREAS = "view-areas"
    MANAGE_AREAS = "manage-areas"
    MANAGE_OFFICERS = "manage-officers"
    VIEW_AUDIT = "view-audit"


class Door(StrEnum):
    """Endpoints that ask for no particular action."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


Access: TypeAlias = Door | Action
"""What an endpoint asks of the person who calls it; the value in every access table."""

PUBLIC: Final = Door.PUBLIC
SIGNED_IN: Final = Door.SIGNED_IN

Scope: TypeAlias = str | frozenset[str] | None
"""Where a thing lies: a district code, several, or None for county-wide and unknown."""

SCOPED: Final = frozenset(
    {
        Action.VIEW_REPORTS,
        Action.VIEW_REPORT,
        Action.DECIDE_REPORT,
        Action.EXPORT_REPORTS,
        Action.IMPORT_REPORTS,
        Action.VIEW_IMPORTS,
        Action.VIEW_MAPS,
        Action.RECORD_REPORT,
        Action.ASSIGN_REPORT,
        Action.ANSWER_ASSIGNMENT,
        Action.CONFIRM_WITHDRAWAL,
        Action.MANAGE_LINKS,
        Action.PUBLISH_REPORTS,
        Action.MANAGE_SURVEYS,
        Action.VIEW_RESULTS,
        Action.READ_SURVEY_TEXTS,
        Action.EXPORT_RESPONSES,
        Action.PUBLISH_RESULTS,
    }
)
"""The actions that are about places."""

_SEEING: Final = frozenset(
    {Action.VIEW_REPORTS, Action.VIEW_REPORT, Action.VIEW_MAPS, Action.VIEW_AREAS}
)

ROLE_ACTIONS: Final[Mapping[Role, frozenset[Action]]] = {
    Role.PARTNER: _SEEING
    | {
        Action.ANSWER_ASSIGNMENT,
        Action.CONFIRM_WITHDRAWAL,
        Action.VIEW_SURVEYS,
        Action.VIEW_RESULTS,
    },
    Role.ANALYST: _SEEING
    | {
        Action.EXPORT_REPORTS,
        Action.VIEW_IMPORTS,
        Action.VIEW_SURVEYS,
        Action.VIEW_RESULTS,
        Action.READ_SURVEY_TEXTS,
        Action.EXPORT_RESPONSES,
    },
    Role.OFFICER: _SEEING
    | {
        Action.DECIDE_REPORT,
        Action.EXPORT_REPORTS,
        Action.IMPORT_REPORTS,
        Action.VIEW_IMPORTS,
        Action.RECORD_REPORT,
        Action.ASSIGN_REPORT,
        Action.ANSWER_ASSIGNMENT,
        Action.CONFIRM_WITHDRAWAL,
        Action.MANAGE_LINKS,
        Action.PUBLISH_REPORTS,
        Action.REVIEW_TRANSLATIONS,
        Action.VIEW_SURVEYS,
        Action.MANAGE_SURVEYS,
        Action.VIEW_RESULTS,
        Action.READ_SURVEY_TEXTS,
        Action.EXPORT_RESPONSES,
        Action.PUBLISH_RESULTS,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            Action.VIEW_AREAS,
            Action.MANAGE_AREAS,
            Action.MANAGE_OFFICERS,
            Action.VIEW_AUDIT,
            Action.VIEW_IMPORTS,
            Action.SWITCH_FREE_TEXT,
            Action.REVIEW_TRANSLATIONS,
            Action.VIEW_RETENTION,
        }
    ),
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {Action.VIEW_AUDIT, Action.VIEW_IMPORTS, Action.VIEW_RETENTION}
    ),
}

COUNTY_WIDE_ROLES: Final = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})
"""Roles about the service as a whole: never given to an officer with a narrower scope."""

DISTRICT_ROLES: Final = frozenset({Role.PARTNER})
"""Roles that must name their districts: a partner that covers the county names all of them."""


def holds(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles carries the action, somewhere at least."""
    return any(action in ROLE_ACTIONS[role] for role in actor.roles)


def may(actor: Actor, action: Action, scope: Scope = None) -> bool:
    """Whether the actor may do this to a thing that lies in `scope`."""
    if not holds(actor, action):
        return False
    districts = _districts(actor) if action in SCOPED else None
    if districts is None:
        return True
    where = frozenset({scope}) if isinstance(scope, str) else scope or frozenset()
    return bool(where) and where <= districts


def require(actor: Actor, action: Action, scope: Scope = None) -> None:
    """NotAllowed unless the actor may."""
    if not may(actor, action, scope):
        raise NotAllowed(f"{action} in {scope or 'the whole county'}")


def reach(actor: Actor, action: Action) -> frozenset[str] | None:
    """The districts in which the actor may do this, None for the whole county: for lists and sums.

    NotAllowed when no role of the actor carries the action.
    """
    if not holds(actor, action):
        raise NotAllowed(action)
    return _districts(actor) if action in SCOPED else None


def _districts(actor: Actor) -> frozenset[str] | None:
    """The actor's scope; nowhere for a mere partner whose districts were never named."""
    if actor.districts is None and actor.roles <= DISTRICT_ROLES:
        return frozenset()
    return actor.districts
