"""`flask retention`: what is due, and letting go of it now."""

from uuid import uuid4

import click
from flask.cli import AppGroup

from engagement.core import clock
from engagement.core.actor import SYSTEM
from engagement.core.db import reading, transaction
from engagement.core.http import partnership
from engagement.core.retention import rules
from engagement.retention.commands import finish_run
from engagement.retention.doubts import ClockDoubt, ClockDoubted, clock_doubt
from engagement.retention.jobs import destroy_all
from engagement.retention.queries import what_is_due

cli = AppGroup("retention", help="How long records are kept, and letting go of them.")


@cli.command("preview")
def preview() -> None:
    """Say what a run would destroy now; nothing is changed."""
    now = clock.now()
    with reading() as session:
        doubt = clock_doubt(session, now=now)
        lines = what_is_due(session, rules=rules(), days=partnership().retention, now=now)
    for line in lines:
        kept = f"kept {line.days} days from {line.rule.counted_from}"
        click.echo(f"{line.rule.kind}: {line.due} due, from before {line.before} ({kept})")
    if doubt is not None:
        click.echo(f"A run would be refused. {doubt} {_advice(doubt)}", err=True)


@cli.command("run")
@click.option("--sure", is_flag=True, help="The clock is right, whatever the last run says.")
@click.pass_context
def run_command(context: click.Context, *, sure: bool) -> None:
    """Destroy what is due, as the daily job does; exit code 1 when a rule could not be followed.

    Refused when the clock is more than 60 days ahead of the last certificate, or behind it.
    """
    id = uuid4()
    try:
        destroy_all(transaction, id=id, days=partnership().retention, sure=sure)
    except ClockDoubted as refused:
        raise click.ClickException(f"{refused} {_advice(refused.doubt)}") from None
    with transaction() as session:
        done = finish_run(session, id=id, rules=rules(), actor=SYSTEM, now=clock.now(), sure=sure)
        number, lines = done.number, done.lines
    for line in lines:
        click.echo(f"{line['kind']}: {line['destroyed']} destroyed, {line['left']} left")
        if line["fault"]:
            click.echo(f"{line['kind']}: {line['fault']}", err=True)
    click.echo(f"Certificate {number} ({id})")
    if any(line["fault"] or line["left"] for line in lines):
        context.exit(1)


def _advice(doubt: ClockDoubt) -> str:
    right = "and the service stood still meanwhile, " if doubt.now > doubt.last else ""
    return (
        f"Compare it with another clock. If it is right, {right}look at “flask retention preview” "
        "and then run “flask retention run --sure”. If not, set the clock."
    )
