"""The door: the only room that knows all the others. `create_app()` assembles the floors."""

from dataclasses import dataclass

import click
from flask import Blueprint, Flask
from flask.cli import AppGroup
from flask_babel import Babel
from jinja2 import ChainableUndefined, FileSystemLoader

from engagement.accounts import access as accounts_access
from engagement.accounts import cli as accounts_cli
from engagement.accounts import demonstration as accounts_demonstration
from engagement.accounts import views as accounts_views
from engagement.accounts.landing import EXTENSION as DESTINATIONS
from engagement.accounts.landing import Destination
from engagement.accounts.permissions import PUBLIC, Access
from engagement.areas import access as areas_access
from engagement.areas import cli as areas_cli
from engagement.areas import demonstration as areas_demonstration
from engagement.areas import views as areas_views
from engagement.areas.uploads import views as area_uploads
from engagement.audit import cli as audit_cli
from engagement.audit import retention as audit_retention
from engagement.audit import views as audit_views
from engagement.core import cli as core_cli
from engagement.core import clock, health, migrating
from engagement.core.backup import cli as backup_cli
from engagement.core.cautions import init_cautions, say_cautions
from engagement.core.compression import init_compression
from engagement.core.db import init_db, transaction
from engagement.core.demonstration import Demonstration
from engagement.core.http import init_http, partnership
from engagement.core.jobs import init_jobs
from engagement.core.limits import init_limits
from engagement.core.logs import init_logs
from engagement.core.mail import cli as mail_cli
from engagement.core.mail import init_mail
from engagement.core.mail import views as mail_views
from engagement.core.partnership import PartnershipError, load_partnership
from engagement.core.rendering import init_rendering
from engagement.core.retention import RetentionRule, init_retention
from engagement.core.seal import configure, key_ring
from engagement.core.settings import Settings, SettingsError, shipped
from engagement.core.sources import Source, init_sources
from engagement.languages import access as languages_access
from engagement.languages import views as languages_views
from engagement.languages.choosing import chosen_locale, init_languages
from engagement.pages import access as pages_access
from engagement.pages import views as pages_views
from engagement.reports import access as reports_access
from engagement.reports import cli as reports_cli
from engagement.reports import demonstration as reports_demonstration
from engagement.reports import findings as reports_findings
from engagement.reports import retention as reports_retention
from engagement.reports import views as reports_views
from engagement.reports.done import views as done_views
from engagement.reports.links import retention as links_retention
from engagement.reports.releases import told as told_views
from engagement.reports.releases import views as releases_views
from engagement.reports.uploads import retention as uploads_retention
from engagement.retention import cli as retention_cli
from engagement.retention import kernel as retention_kernel
from engagement.retention import views as retention_views
from surveys import demonstration as surveys_demonstration
from surveys.answering import access as answering_access
from surveys.answering import views as answering_views
from surveys.responses import access as responses_access
from surveys.responses import retention as responses_retention
from surveys.responses.exports import views as response_exports_views
from surveys.results import access as results_access
from surveys.results import jobs as results_jobs  # noqa: F401  its job is found by being imported
from surveys.results import told as results_told
from surveys.results import views as results_views
from surveys.studio import access as studio_access
from surveys.studio import cli as studio_cli
from surveys.studio import views as studio_views
from surveys.studio.links import views as survey_links_views
from surveys.studio.making import views as survey_making_views
from surveys.studio.versions import views as survey_versions_views


@dataclass(frozen=True)
class Feature:
    """What the door takes from a feature package."""

    blueprints: tuple[Blueprint, ...]
    access: dict[str, Access]
    commands: tuple[click.Command, ...] = ()
    destinations: tuple[Destination, ...] = ()
    demonstration: Demonstration | None = None
    retention: tuple[RetentionRule, ...] = ()
    sources: tuple[Source, ...] = ()


FEATURES = (
    Feature(
        (health.blueprint,), {"static": PUBLIC, "health.alive": PUBLIC, "health.ready": PUBLIC}
    ),
    Feature((mail_views.blueprint,), {"mail.demonstration": PUBLIC}, (mail_cli.cli,)),
    Feature((audit_views.blueprint,), {}, (audit_cli.cli,), retention=(audit_retention.RULE,)),
    Feature(
        (retention_views.blueprint,), {}, (retention_cli.cli,), retention=retention_kernel.RULES
    ),
    Feature(
        (accounts_views.blueprint,),
        accounts_access.ACCESS,
        (accounts_cli.cli,),
        demonstration=accounts_demonstration.DEMONSTRATION,
    ),
    Feature(
        (areas_views.blueprint, area_uploads.blueprint),
        areas_access.ACCESS,
        (areas_cli.cli,),
        demonstration=areas_demonstration.DEMONSTRATION,
    ),
    Feature(
        (
            *reports_views.BLUEPRINTS,
            done_views.blueprint,
            releases_views.blueprint,
            told_views.blueprint,
        ),
        reports_access.ACCESS,
        (reports_cli.reports, reports_cli.hotspots),
        reports_access.DESTINATIONS,
        reports_demonstration.DEMONSTRATION,
        (*reports_retention.RULES, *uploads_retention.RULES, links_retention.RULE),
        (reports_findings.SOURCE,),
    ),
    Feature(
        (languages_views.blueprint,),
        languages_access.ACCESS,
        destinations=languages_access.DESTINATIONS,
    ),
    Feature(
        (response_exports_views.blueprint,),
        responses_access.ACCESS,
        retention=responses_retention.RULES,
    ),
    Feature(
        (
            studio_views.blueprint,
            survey_making_views.blueprint,
            survey_versions_views.blueprint,
            survey_links_views.blueprint,
        ),
        studio_access.ACCESS,
        (studio_cli.cli,),
        destinations=studio_access.DESTINATIONS,
    ),
    Feature((answering_views.blueprint,), answering_access.ACCESS),
    Feature(
        (results_views.blueprint, results_told.blueprint),
        results_access.ACCESS,
        demonstration=surveys_demonstration.DEMONSTRATION,
    ),
    Feature((pages_views.blueprint,), pages_access.ACCESS),
)
KERNEL_COMMANDS = (core_cli.worker, core_cli.sealing, migrating.cli, backup_cli.cli)
demonstration_cli = AppGroup("demonstration", help="Made-up content to try the service with.")


def create_app(settings: Settings | None = None) -> Flask:
    """The whole service for one partnership, as a WSGI application."""
    settings = settings or Settings.from_environment()
    init_logs(settings)
    configure(key_ring(settings.seal_keys))
    app = Flask(
        "wsgi", static_folder=str(shipped("static")), instance_path=str(settings.instance_dir)
    )
    app.secret_key = settings.secret_key
    app.extensions["settings"] = settings
    app.extensions["partnership"] = load_partnership(settings.partnership_file)
    init_mail(app, settings, app.extensions["partnership"])
    _init_templates(app)
    init_db(app, settings)
    init_http(app, settings)
    init_compression(app)
    init_jobs(app, settings)
    init_limits(app, settings)
    init_cautions(app, settings)
    _open_rooms(app, settings)
    return app


def _init_templates(app: Flask) -> None:
    app.jinja_loader = FileSystemLoader(shipped("templates"))
    app.jinja_env.undefined = (
        ChainableUndefined  # a page without a form asks for form.errors_summary
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(
        app,
        default_locale="en_GB",
        default_timezone="Europe/London",
        default_translation_directories=str(shipped("translations")),
        locale_selector=chosen_locale,
    )
    init_rendering(app)
    init_languages(app)


def _open_rooms(app: Flask, settings: Settings) -> None:
    access: dict[str, Access] = {}
    for feature in FEATURES:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        for command in feature.commands:
            app.cli.add_command(command)
        access |= feature.access
    for command in (*KERNEL_COMMANDS, demonstration_cli, prepare):
        app.cli.add_command(command)
    if settings.bench_hello:
        app.add_url_rule("/bench/hello", "bench_hello", lambda: "hello")
        access["bench_hello"] = PUBLIC
    app.extensions["access"] = access
    init_retention(app, [rule for feature in FEATURES for rule in feature.retention])
    init_sources(app, [source for feature in FEATURES for source in feature.sources])
    home, *own = accounts_access.DESTINATIONS
    app.extensions[DESTINATIONS] = (home, *(d for f in FEATURES for d in f.destinations), *own)
    app.extensions["is_public"] = lambda endpoint: access.get(endpoint) == PUBLIC
    accounts_access.enforce(app)


@demonstration_cli.command("load")
def load_demonstration() -> None:
    """Load the made-up content, all of it or nothing; what is there already stays as it is."""
    with transaction() as session:
        for feature in FEATURES:
            if feature.demonstration:
                feature.demonstration.load(session, partnership=partnership(), now=clock.now())
    click.echo("The demonstration content is loaded.")


@demonstration_cli.command("remove")
def remove_demonstration() -> None:
    """Remove the made-up content and nothing else."""
    with transaction() as session:
        for feature in reversed(FEATURES):
            if feature.demonstration:
                feature.demonstration.remove(session)
    click.echo("The demonstration content is removed.")


@click.command("prepare")
@click.pass_context
def prepare(context: click.Context) -> None:
    """Everything before a start: migrate; for a demonstration also content and sign-in links."""
    migrating.upgrade()
    if Settings.from_environment().demonstration:
        context.invoke(load_demonstration)
        context.invoke(accounts_cli.demonstration_links)


def __getattr__(name: str) -> Flask:
    """`wsgi.app`, made when a server asks for it, so that importing this module starts nothing."""
    if name != "app":
        raise AttributeError(name)
    try:
        app = create_app()
    except (SettingsError, PartnershipError) as error:
        raise SystemExit(f"The service cannot start. {error}") from None
    if click.get_current_context(silent=True) is None:  # a server asks, not a command
        say_cautions(app.extensions["settings"])
    globals()["app"] = app
    return app
