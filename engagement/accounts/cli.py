"""`flask accounts`: first administrator, invitations, resets; each prints a one-time link."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from engagement.accounts import queries
from engagement.accounts.commands.links import GOOD_FOR, give_link
from engagement.accounts.commands.officers import (
    Remit,
    add_organisation,
    invite_officer,
    renew_email_hashes,
)
from engagement.accounts.links import link_url
from engagement.accounts.models import LinkPurpose, Organisation, OrganisationKind
from engagement.core import clock, http
from engagement.core.actor import SYSTEM, Role
from engagement.core.db import reading, transaction
from engagement.core.errors import NotFound, Rejected

P = ParamSpec("P")
R = TypeVar("R")

cli = AppGroup("accounts", help="Officers and organisations.")


def _plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Say a refusal in one line instead of a traceback; exit code 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Rejected as refusal:
            raise click.ClickException(refusal.message) from None
        except NotFound:
            raise click.ClickException("Nobody has this email address here.") from None

    return run


@cli.command("first-administrator")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", required=True, help="The name of the administrator's organisation.")
@_plainly
def first_administrator(email: str, name: str, organisation: str) -> None:
    """Invite the first administrator, who invites everybody else."""
    with transaction() as session:
        if queries.has_administrator(session):
            raise Rejected("There is an administrator already, who can invite others.")
        remit = Remit(frozenset({Role.ADMINISTRATOR}), None)
        token = _invite(session, email, name, organisation, remit)
    _print_link(name, LinkPurpose.INVITATION, token)


@cli.command("invite")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", required=True, help="The name of the officer's organisation.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
)
@click.option("--district", "districts", multiple=True, help="A district's code; none: the county.")
@_plainly
def invite(
    email: str, name: str, organisation: str, roles: tuple[str, ...], districts: tuple[str, ...]
) -> None:
    """Invite an officer."""
    _check_districts(districts)
    remit = Remit(frozenset(map(Role, roles)), frozenset(districts) or None)
    with transaction() as session:
        token = _invite(session, email, name, organisation, remit)
    _print_link(name, LinkPurpose.INVITATION, token)


@cli.command("reset")
@click.argument("email")
@_plainly
def reset(email: str) -> None:
    """Let an officer set a new password."""
    _give(email, LinkPurpose.RESET)


@cli.command("lost-authenticator")
@click.argument("email")
@_plainly
def lost_authenticator(email: str) -> None:
    """Let an officer who knows the password set up a new authenticator."""
    _give(email, LinkPurpose.AUTHENTICATOR)


@cli.command("list")
def list_officers() -> None:
    """Every officer: open or closed, roles, districts, address, name, organisation."""
    with reading() as session:
        for officer in queries.officers(session):
            places = "county" if officer.districts is None else ",".join(sorted(officer.districts))
            state = "open" if officer.active else "closed"
            roles = ",".join(sorted(officer.roles))
            parts = (state, roles, places, officer.email, officer.name, officer.organisation.name)
            click.echo("\t".join(parts))


@cli.command("renew-hashes")
def renew_hashes() -> None:
    """After a change of SEAL_KEYS: hash every email address with the first key."""
    with transaction() as session:
        renewed = renew_email_hashes(session)
    click.echo(f"{renewed} email addresses now use the first key of SEAL_KEYS.")


@cli.command("demonstration-links")
@_plainly
def demonstration_links() -> None:
    """Print a new one-time sign-in link for each made-up officer (demonstration mode only)."""
    if not http.settings().demonstration:
        raise Rejected("Sign-in links exist only in demonstration mode (MODE=demonstration).")
    purpose, now = LinkPurpose.DEMONSTRATION, clock.now()
    with transaction() as session:
        made = [
            (
                one.name,
                give_link(session, actor=SYSTEM, now=now, officer_id=one.id, purpose=purpose),
            )
            for one in queries.demonstration_officers(session)
        ]
    width = max((len(name) for name, _token in made), default=0)
    for name, token in made:
        click.echo(f"{name:<{width}}  {link_url(purpose, token)}")


def _invite(session: Session, email: str, name: str, organisation: str, remit: Remit) -> str:
    found = session.scalar(select(Organisation).where(Organisation.name == organisation))
    now = clock.now()
    if found is None:
        kind = OrganisationKind.OTHER
        found = add_organisation(session, actor=SYSTEM, now=now, name=organisation, kind=kind)
    _officer, token = invite_officer(
        session,
        actor=SYSTEM,
        now=now,
        name=name,
        email=email,
        organisation_id=found.id,
        remit=remit,
    )
    return token


def _give(email: str, purpose: LinkPurpose) -> None:
    with transaction() as session:
        officer = queries.officer_at(session, email=email)
        token = give_link(
            session, actor=SYSTEM, now=clock.now(), officer_id=officer.id, purpose=purpose
        )
        name = officer.name
    _print_link(name, purpose, token)


def _print_link(name: str, purpose: LinkPurpose, token: str) -> None:
    hours = int(GOOD_FOR[purpose].total_seconds() // 3600)
    click.echo(f"Give {name} this link. It works once, within {hours} hours:")
    click.echo(link_url(purpose, token))


def _check_districts(codes: tuple[str, ...]) -> None:
    known = {district.code for district in http.partnership().districts}
    unknown = sorted(set(codes) - known)
    if unknown:
        raise Rejected(f"Not a district of this partnership: {', '.join(unknown)}")
