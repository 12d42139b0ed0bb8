"""Organisations and officers: who works here, with which roles, where."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engagement.accounts.commands.links import give_link, withdraw_links
from engagement.accounts.commands.signing_in import end_sessions
from engagement.accounts.events import Event
from engagement.accounts.models import (
    LinkPurpose,
    Officer,
    Organisation,
    OrganisationKind,
    email_hash,
    email_hashes,
)
from engagement.accounts.permissions import COUNTY_WIDE_ROLES, DISTRICT_ROLES, Action, require
from engagement.audit.commands import record
from engagement.core.actor import Actor, Role
from engagement.core.errors import NotFound, Rejected
from engagement.core.seal import Json


@dataclass(frozen=True, slots=True)
class Remit:
    """Roles, and the districts they hold in; None is the whole county."""

    roles: frozenset[Role]
    districts: frozenset[str] | None

    def check(self) -> None:
        """Rejected when roles and districts do not go together."""
        if not self.roles:
            raise Rejected("Choose at least one role.", "roles")
        if self.districts is not None and not self.districts:
            raise Rejected("Choose the districts, or the whole county.", "districts")
        if self.districts is not None and self.roles & COUNTY_WIDE_ROLES:
            raise Rejected(
                "Administrators and data-protection officers work for the whole county.",
                "districts",
            )
        if self.districts is None and self.roles & DISTRICT_ROLES:
            raise Rejected(
                "Name the districts of a partner, all of them if it covers the county.", "districts"
            )


def add_organisation(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    kind: OrganisationKind,
    contact: str | None = None,
    demonstration: bool = False,
) -> Organisation:
    """Add a body whose officers may then be invited; Rejected when the name is taken."""
    require(actor, Action.MANAGE_OFFICERS)
    organisation = Organisation(
        id=uuid4(), name=name, kind=kind, contact=contact or None, demonstration=demonstration
    )
    try:
        with session.begin_nested():
            session.add(organisation)
    except IntegrityError:
        raise Rejected("An organisation with this name is there already.", "name") from None
    record(
        session,
        actor=actor,
        action=Event.ORGANISATION_ADDED,
        kind="organisation",
        subject=organisation.id,
        now=now,
        detail={"name": name, "kind": kind.value},
    )
    return organisation


def add_officer(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    email: str,
    organisation_id: UUID,
    remit: Remit,
    demonstration: bool = False,
) -> Officer:
    """Add an account that nobody can sign in to yet; Rejected when the address has one."""
    require(actor, Action.MANAGE_OFFICERS)
    remit.check()
    _organisation(session, organisation_id)
    officer = Officer(
        id=uuid4(),
        organisation_id=organisation_id,
        name=name,
        email=email.strip(),
        email_hash=email_hash(email),
        roles=remit.roles,
        districts=remit.districts,
        demonstration=demonstration,
        created_at=now,
    )
    _insert(session, officer)
    record(
        session,
        actor=actor,
        action=Event.OFFICER_INVITED,
        kind="officer",
        subject=officer.id,
        now=now,
        detail=_detail(remit),
    )
    return officer


def invite_officer(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    name: str,
    email: str,
    organisation_id: UUID,
    remit: Remit,
    mailed: bool = False,
) -> tuple[Officer, str]:
    """Add an officer; also returns the token of the invitation, which cannot be read again."""
    officer = add_officer(
        session,
        actor=actor,
        now=now,
        name=name,
        email=email,
        organisation_id=organisation_id,
        remit=remit,
    )
    token = give_link(
        session,
        actor=actor,
        now=now,
        officer_id=officer.id,
        purpose=LinkPurpose.INVITATION,
        mailed=mailed,
    )
    return officer, token


def change_remit(
    session: Session, *, actor: Actor, now: datetime, officer_id: UUID, remit: Remit
) -> Officer:
    """Give an officer other roles or districts, which count from the next page on."""
    require(actor, Action.MANAGE_OFFICERS)
    remit.check()
    officer = _officer(session, officer_id)
    if Role.ADMINISTRATOR not in remit.roles:
        _keep_an_administrator(session, officer, "roles")
    before = Remit(officer.roles, officer.districts)
    officer.roles, officer.districts = remit.roles, remit.districts
    session.flush()
    record(
        session,
        actor=actor,
        action=Event.OFFICER_CHANGED,
        kind="officer",
        subject=officer.id,
        now=now,
        detail={"before": _detail(before), "after": _detail(remit)},
    )
    return officer


def deactivate_officer(
    session: Session, *, actor: Actor, now: datetime, officer_id: UUID
) -> Officer:
    """Close an account and end every session of it, at once."""
    require(actor, Action.MANAGE_OFFICERS)
    officer = _officer(session, officer_id)
    _keep_an_administrator(session, officer, None)
    officer.active = False
    end_sessions(session, officer_id=officer.id, now=now)
    withdraw_links(session, officer_id=officer.id, now=now)
    record(
        session,
        actor=actor,
        action=Event.OFFICER_DEACTIVATED,
        kind="officer",
        subject=officer.id,
        now=now,
    )
    return officer


def reactivate_officer(
    session: Session, *, actor: Actor, now: datetime, officer_id: UUID
) -> Officer:
    """Open a closed account again, with the password and authenticator it had."""
    require(actor, Action.MANAGE_OFFICERS)
    officer = _officer(session, officer_id)
    officer.active = True
    record(
        session,
        actor=actor,
        action=Event.OFFICER_REACTIVATED,
        kind="officer",
        subject=officer.id,
        now=now,
    )
    return officer


def renew_email_hashes(session: Session) -> int:
    """Hash every address with the first key of the ring; how many had an older one."""
    renewed = 0
    for officer in session.scalars(select(Officer).order_by(Officer.id).with_for_update()):
        if bytes(officer.email_hash) != email_hash(officer.email):
            officer.email_hash = email_hash(officer.email)
            renewed += 1
    session.flush()
    return renewed


def _insert(session: Session, officer: Officer) -> None:
    """The constraint decides; hashes under older keys of the ring are only looked up."""
    taken = Rejected("This email address has an account already.", "email")
    older = email_hashes(officer.email)[1:]
    if older and session.scalar(select(Officer.id).where(Officer.email_hash.in_(older))):
        raise taken
    try:
        with session.begin_nested():
            session.add(officer)
    except IntegrityError:
        raise taken from None


def _keep_an_administrator(session: Session, officer: Officer, field: str | None) -> None:
    if Role.ADMINISTRATOR not in officer.roles:
        return
    same = Officer.demonstration.is_(officer.demonstration)
    active = session.scalars(select(Officer).where(Officer.active, same).with_for_update())
    if not any(Role.ADMINISTRATOR in one.roles for one in active if one.id != officer.id):
        raise Rejected("This is the only administrator. Make somebody else one first.", field)


def _officer(session: Session, officer_id: UUID) -> Officer:
    officer = session.get(Officer, officer_id)
    if officer is None:
        raise NotFound
    return officer


def _organisation(session: Session, organisation_id: UUID) -> Organisation:
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise Rejected("Choose an organisation.", "organisation")
    return organisation


def _detail(remit: Remit) -> dict[str, Json]:
    districts: Json = None if remit.districts is None else [*sorted(remit.districts)]
    return {"roles": [*sorted(remit.roles)], "districts": districts}
