"""`flask mail`: does the server take our mail, and what waits or failed."""

from uuid import uuid4

import click
from flask.cli import AppGroup

from engagement.core import clock
from engagement.core.db import reading
from engagement.core.mail.message import compose
from engagement.core.mail.queries import mail_status
from engagement.core.mail.server import NotSent, Postman
from engagement.core.mail.setup import post

cli = AppGroup("mail", help="Outgoing mail.")

NO_SERVER = "No mail server is set. Set MAIL_URL and MAIL_FROM: docs/operations.md says how."


@cli.command("test")
@click.argument("address")
def test(address: str) -> None:
    """Send one mail to ADDRESS now, and say what went wrong if it was not taken."""
    ours = post()
    if ours.server is None:
        raise click.ClickException(NO_SERVER)
    try:
        message = compose(
            ours,
            to=address,
            subject="A test",
            body="This mail shows that the service can send mail. There is nothing to do.",
            message_id=f"<{uuid4()}@{ours.name}>",
            at=clock.now(),
        )
        with Postman(ours.server, name=ours.name) as postman:
            postman.send(message)
    except NotSent as error:
        advice = _advice(error)
        raise click.ClickException(
            f"{ours.server} did not take it: {error.said} ({error.cause}). {advice}"
        ) from None
    click.echo(f"{ours.server} took it. Look whether it arrived, also among unwanted mail.")


@cli.command("status")
def status() -> None:
    """What waits, what was sent or given up in the last seven days, and why."""
    ours = post()
    click.echo(f"Server: {ours.server or NO_SERVER}")
    click.echo(f"From: {ours.sender}")
    with reading() as session:
        found = mail_status(session, now=clock.now())
    since = f", the oldest since {found.oldest:%Y-%m-%d %H:%M} UTC" if found.oldest else ""
    click.echo(f"Waiting: {found.waiting}{since}")
    click.echo(f"In the last seven days: {found.sent} sent, {found.failed} given up")
    for cause, times in sorted(found.causes.items()):
        click.echo(f"  {cause}: {times}")


def _advice(error: NotSent) -> str:
    if not error.about_server:
        return "The fault is with this address or this mail; others may well arrive."
    return "Every mail would fail in this way: check MAIL_URL, MAIL_FROM and the server."
