"""`flask audit`: proving the trail from the command line."""

import click
from flask.cli import AppGroup

from engagement.audit.queries import holds_noted, verify
from engagement.core.db import reading

cli = AppGroup("audit", help="The audit trail.")


@cli.command("verify")
@click.option(
    "--noted", metavar="ENTRIES:HASH", help="What an earlier run printed; it must still hold."
)
@click.pass_context
def verify_command(context: click.Context, noted: str | None) -> None:
    """Check every entry of the trail; exit code 1 when one was changed, added or removed.

    Keep the line it prints somewhere else: given back with --noted it also shows that the whole
    database was not put back to an older state.
    """
    with reading() as session:
        found = verify(session)
        held = noted is None or holds_noted(session, noted=noted)
    if found.ok and held:
        click.echo(f"whole {found.entries}:{found.last_hash.hex()}")
        return
    if not found.ok:
        click.echo(f"BROKEN at entry {found.first_broken}: {found.reason}", err=True)
    else:
        click.echo(f"BROKEN: the trail no longer holds what was noted ({noted})", err=True)
    context.exit(1)
