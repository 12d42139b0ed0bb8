"""Made-up organisations and officers, one for each role; their names say what they are."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.commands.officers import Remit, add_officer, add_organisation
from engagement.accounts.models import (
    Officer,
    OneTimeLink,
    Organisation,
    OrganisationKind,
    RecoveryCode,
    SignInSession,
)
from engagement.core.actor import SYSTEM, Role
from engagement.core.demonstration import Demonstration
from engagement.core.partnership import Partnership

COUNTY_COUNCIL: Final = "Demonstration: county council"
POLICE: Final = "Demonstration: police"


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    email: str
    organisation: str
    remit: Remit


def load_demonstration_accounts(
    session: Session, *, partnership: Partnership, now: datetime
) -> None:
    """Add the made-up accounts that are not there yet; the partner is of the first district."""
    district = partnership.districts[0]
    council = f"Demonstration: {district.name} district council"
    there = {
        one.name: one
        for one in session.scalars(select(Organisation).where(Organisation.demonstration))
    }
    for name, kind in (
        (COUNTY_COUNCIL, OrganisationKind.COUNCIL),
        (council, OrganisationKind.COUNCIL),
        (POLICE, OrganisationKind.POLICE),
    ):
        if name not in there:
            there[name] = add_organisation(
                session, actor=SYSTEM, now=now, name=name, kind=kind, demonstration=True
            )
    known = {one.email for one in session.scalars(select(Officer).where(Officer.demonstration))}
    for person in _people(district.name, district.code, council):
        if person.email not in known:
            add_officer(
                session,
                actor=SYSTEM,
                now=now,
                name=person.name,
                email=person.email,
                organisation_id=there[person.organisation].id,
                remit=person.remit,
                demonstration=True,
            )


def remove_demonstration_accounts(session: Session) -> None:
    """Delete the made-up accounts and what they signed in with; the audit trail keeps its lines.

    A made-up organisation stays while an officer who is not made up belongs to it, or anything else
    that is real names it (a survey that was made while trying): the database says so.
    """
    made_up = select(Officer.id).where(Officer.demonstration)
    for table in (SignInSession, RecoveryCode, OneTimeLink):
        session.execute(delete(table).where(table.officer_id.in_(made_up)))
    session.execute(delete(Officer).where(Officer.demonstration))
    still = exists().where(Officer.organisation_id == Organisation.id)
    left = select(Organisation.id).where(Organisation.demonstration, ~still)
    for id in session.scalars(left.order_by(Organisation.id)).all():
        with suppress(IntegrityError), session.begin_nested():
            session.execute(delete(Organisation).where(Organisation.id == id))


def _people(district: str, code: str, council: str) -> tuple[_Person, ...]:
    def person(title: str, organisation: str, role: Role, *districts: str) -> _Person:
        remit = Remit(frozenset({role}), frozenset(districts) or None)
        return _Person(
            f"Demonstration {title}", f"demonstration.{role}@example.org", organisation, remit
        )

    return (
        person("officer", COUNTY_COUNCIL, Role.OFFICER),
        person("analyst", POLICE, Role.ANALYST),
        person(f"partner ({district} district)", council, Role.PARTNER, code),
        person("administrator", COUNTY_COUNCIL, Role.ADMINISTRATOR),
        person("data-protection officer", COUNTY_COUNCIL, Role.DATA_PROTECTION_OFFICER),
    )


DEMONSTRATION: Final = Demonstration(
    load=load_demonstration_accounts, remove=remove_demonstration_accounts
)
