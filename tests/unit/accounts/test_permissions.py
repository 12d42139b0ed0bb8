"""may() decides everything: roles, and where."""

from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.accounts.permissions import (
    COUNTY_WIDE_ROLES,
    ROLE_ACTIONS,
    SCOPED,
    Action,
    holds,
    may,
    reach,
    require,
)
from engagement.core.actor import SYSTEM, Actor, Role
from engagement.core.errors import NotAllowed

HERE, THERE = "E07000136", "E07000138"


def actor(*roles: Role, districts: frozenset[str] | None = None) -> Actor:
    return Actor(id=uuid4(), name="x", roles=frozenset(roles), districts=districts)


def test_every_role_has_actions_and_every_action_a_role() -> None:
    assert set(ROLE_ACTIONS) == set(Role)
    assert frozenset().union(*ROLE_ACTIONS.values()) == frozenset(Action)


@pytest.mark.parametrize(
    ("role", "action", "expected"),
    [
        (Role.PARTNER, Action.VIEW_REPORT, True),
        (Role.PARTNER, Action.EXPORT_REPORTS, False),
        (Role.PARTNER, Action.DECIDE_REPORT, False),
        (Role.ANALYST, Action.EXPORT_REPORTS, True),
        (Role.ANALYST, Action.DECIDE_REPORT, False),
        (Role.ANALYST, Action.IMPORT_REPORTS, False),
        (Role.OFFICER, Action.DECIDE_REPORT, True),
        (Role.OFFICER, Action.IMPORT_REPORTS, True),
        (Role.OFFICER, Action.MANAGE_OFFICERS, False),
        (Role.OFFICER, Action.VIEW_AUDIT, False),
        (Role.ADMINISTRATOR, Action.MANAGE_OFFICERS, True),
        (Role.ADMINISTRATOR, Action.MANAGE_AREAS, True),
        (Role.ADMINISTRATOR, Action.VIEW_REPORT, False),
        (Role.DATA_PROTECTION_OFFICER, Action.VIEW_AUDIT, True),
        (Role.DATA_PROTECTION_OFFICER, Action.VIEW_REPORT, False),
        (Role.DATA_PROTECTION_OFFICER, Action.MANAGE_OFFICERS, False),
    ],
)
def test_what_each_role_is_trusted_with(role: Role, action: Action, expected: bool) -> None:  # noqa: FBT001
    assert holds(actor(role), action) is expected


def test_who_has_no_role_may_nothing() -> None:
    assert not any(may(actor(), action, HERE) for action in Action)


@pytest.mark.parametrize("action", sorted(SCOPED))
def test_an_action_about_places_ends_at_the_scope(action: Action) -> None:
    role = next(role for role in Role if action in ROLE_ACTIONS[role])
    local = actor(role, districts=frozenset({HERE}))
    assert may(local, action, HERE)
    assert may(local, action, frozenset({HERE}))
    assert not may(local, action, THERE)
    assert not may(local, action, frozenset({HERE, THERE})), "every district must be covered"
    assert not may(local, action, None), "county-wide, or no district known"
    assert not may(local, action, frozenset())
    assert not may(local, action, "")


def test_the_whole_county_covers_every_place_and_the_unknown_one() -> None:
    officer = actor(Role.OFFICER)
    for action, scope in product(
        ROLE_ACTIONS[Role.OFFICER], (HERE, None, frozenset({HERE, THERE}))
    ):
        assert may(officer, action, scope)


def test_a_partner_whose_districts_were_never_named_sees_nothing() -> None:
    partner = actor(Role.PARTNER)
    assert not may(partner, Action.VIEW_REPORT, HERE)
    assert not may(partner, Action.VIEW_MAPS, None)
    assert reach(partner, Action.VIEW_REPORTS) == frozenset()


def test_reach_says_which_districts_a_list_may_show() -> None:
    assert reach(actor(Role.ANALYST), Action.VIEW_REPORTS) is None
    local = actor(Role.ANALYST, districts=frozenset({HERE}))
    assert reach(local, Action.VIEW_REPORTS) == frozenset({HERE})
    with pytest.raises(NotAllowed):
        reach(local, Action.DECIDE_REPORT)


def test_the_system_may_everything_everywhere() -> None:
    assert all(may(SYSTEM, action, scope) for action, scope in product(Action, (None, HERE)))


def test_require_raises_for_what_may_refuses() -> None:
    require(actor(Role.OFFICER), Action.DECIDE_REPORT, HERE)
    with pytest.raises(NotAllowed):
        require(actor(Role.ANALYST), Action.DECIDE_REPORT, HERE)


codes = st.frozensets(st.sampled_from(["A", "B", "C", "D"]))


@given(
    roles=st.frozensets(st.sampled_from(list(Role))),
    scope=st.none() | codes,
    wanted=st.none() | codes,
    action=st.sampled_from(list(Action)),
)
def test_a_narrower_scope_never_allows_more(
    roles: frozenset[Role],
    scope: frozenset[str] | None,
    wanted: frozenset[str] | None,
    action: Action,
) -> None:
    narrow, wide = actor(*roles, districts=scope), actor(*roles)
    if may(narrow, action, wanted) and roles - {Role.PARTNER}:
        assert may(wide, action, wanted)
    if may(narrow, action, wanted) and action in SCOPED and scope is not None:
        assert wanted
        assert wanted <= scope


def test_roles_about_the_service_carry_no_action_on_single_reports() -> None:
    for role in COUNTY_WIDE_ROLES:
        assert not ROLE_ACTIONS[role] & (SCOPED - {Action.VIEW_IMPORTS})
