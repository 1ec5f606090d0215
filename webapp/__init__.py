"""The Flask application: create_app() is the one place that knows all parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import (
    bodies,
    cli,
    error_handlers,
    formats,
    fragments,
    headers,
    health,
    jobs,
    logs,
    origins,
    revalidation,
    static_files,
    theme,
    translate,
)
from webapp.access import can, current_account
from webapp.accounts import commands as account_commands
from webapp.accounts import factor_routes as factor
from webapp.accounts import jobs as account_jobs
from webapp.accounts import news_routes as news
from webapp.accounts import routes as accounts
from webapp.accounts import sign_in
from webapp.accounts import staff_routes as accounts_staff
from webapp.application import Application
from webapp.areas import jobs as areas_jobs
from webapp.areas import lookup_routes as lookup
from webapp.areas import routes as areas
from webapp.areas import staff_routes as layer_versions
from webapp.areas import step_routes as layer_steps
from webapp.areas import upload_routes as layer_uploads
from webapp.areas.commands import areas as areas_commands
from webapp.audit import routes as audit
from webapp.ballots import desk_routes as desk
from webapp.ballots import jobs as ballot_jobs
from webapp.ballots import routes as ballots
from webapp.ballots import staff_routes as ballots_staff
from webapp.codes import desk_routes as codes_desk
from webapp.codes import handover_routes as codes_handover
from webapp.codes import routes as codes
from webapp.codes import staff_routes as codes_staff
from webapp.config import Settings
from webapp.counting import commands as counting_commands
from webapp.dashboard import routes as dashboard
from webapp.demo.commands import demo
from webapp.exports import jobs as export_jobs
from webapp.exports import routes as exports
from webapp.extensions import babel, csrf, current_settings, db, login_manager, visitor_language
from webapp.identity import client as identity_client
from webapp.identity import postcode_routes as postcode
from webapp.identity import routes as identity
from webapp.kiosks import routes as kiosks
from webapp.kiosks import staff_routes as kiosks_staff
from webapp.methods import group_routes as groups
from webapp.methods import routes as voting_settings
from webapp.methods import trial_routes as trial
from webapp.methods import what_if_routes as what_if
from webapp.ogc import routes as ogc
from webapp.outcome import box_routes as box
from webapp.outcome import routes as outcome
from webapp.pages import booklet, rounds
from webapp.pages import routes as pages
from webapp.projects import deciding_routes as deciding
from webapp.projects import estimate_routes as estimates
from webapp.projects import list_routes as project_list
from webapp.projects import routes as projects
from webapp.projects import staff_list_routes as costing_list
from webapp.projects import staff_routes as costing
from webapp.proposals import desk_routes as proposal_desk
from webapp.proposals import form_routes as proposal_form
from webapp.proposals import list_routes as proposal_list
from webapp.proposals import photo_routes as photos
from webapp.proposals import routes as proposals
from webapp.proposals import shape_routes as proposal_shape
from webapp.proposals import staff_routes as screening
from webapp.reading import Kept
from webapp.register import staff_routes as register_staff
from webapp.register.commands import register as register_commands
from webapp.rounds import staff_routes as planning
from webapp.texts import DEFAULT_LANGUAGE, LANGUAGES
from webapp.tiles import density_routes as density
from webapp.tiles import jobs as tile_jobs
from webapp.tiles import routes as tiles

BLUEPRINTS = (
    ballots.blueprint,
    ballots_staff.blueprint,
    desk.blueprint,
    codes.blueprint,
    codes_desk.blueprint,
    codes_handover.blueprint,
    codes_staff.blueprint,
    register_staff.blueprint,
    booklet.blueprint,
    box.blueprint,
    costing.blueprint,
    costing_list.blueprint,
    deciding.blueprint,
    estimates.blueprint,
    accounts.blueprint,
    audit.blueprint,
    accounts_staff.blueprint,
    factor.blueprint,
    news.blueprint,
    dashboard.blueprint,
    exports.blueprint,
    groups.blueprint,
    health.blueprint,
    identity.blueprint,
    postcode.blueprint,
    kiosks.blueprint,
    kiosks_staff.blueprint,
    areas.blueprint,
    layer_steps.blueprint,
    layer_uploads.blueprint,
    layer_versions.blueprint,
    lookup.blueprint,
    ogc.blueprint,
    outcome.blueprint,
    pages.blueprint,
    planning.blueprint,
    project_list.blueprint,
    projects.blueprint,
    proposal_desk.blueprint,
    proposal_form.blueprint,
    photos.blueprint,
    proposal_shape.blueprint,
    proposal_list.blueprint,
    proposals.blueprint,
    rounds.blueprint,
    screening.blueprint,
    theme.blueprint,
    tiles.blueprint,
    density.blueprint,
    trial.blueprint,
    what_if.blueprint,
    voting_settings.blueprint,
)

COMMANDS = (
    areas_commands,
    account_commands.accounts,
    register_commands,
    cli.database,
    cli.jobs,
    counting_commands.count_file,
    demo,
)

JOBS = (
    ("areas", areas_jobs.blueprint),
    ("accounts", account_jobs.blueprint),
    ("ballots", ballot_jobs.blueprint),
    ("exports", export_jobs.blueprint),
    ("tiles", tile_jobs.blueprint),
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (else those of the environment)."""
    settings = settings or Settings.from_environment()
    logs.configure(settings)
    app = Application(__name__)
    app.config.update(flask_config(settings))
    db.init_app(app)
    babel.init_app(app, locale_selector=visitor_language)
    bodies.init_app(app)
    csrf.init_app(app)
    login_manager.init_app(app, add_context_processor=False)
    login_manager.user_loader(sign_in.account_of_session)
    for part in (
        logs,
        origins,
        error_handlers,
        formats,
        fragments,
        static_files,
        revalidation,
        theme,
        translate,
    ):
        part.init_app(app)
    headers.init_app(app, settings)
    behind_proxies(app, settings.proxies)
    identity_client.init_app(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["kept"] = Kept()
    app.extensions["jobs"] = jobs.make_jobs(settings, JOBS)
    app.extensions["tile_pool"] = tiles.make_pool(settings)
    app.extensions["ogc_pool"] = ogc.make_pool(settings)
    app.context_processor(template_words)
    # Macros are imported without the page's context, so these two are known everywhere.
    app.jinja_env.globals.update(settings=settings, languages=LANGUAGES)
    return app


def flask_config(settings: Settings) -> dict[str, Any]:
    """Flask's own settings, from ours."""
    production = settings.environment == "production"
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_ENGINES": {
            "default": {
                "url": settings.sqlalchemy_url,
                "hide_parameters": True,  # an error's words would hold ballots and addresses
                "pool_size": settings.pool_size,
                "max_overflow": 0,
                "pool_use_lifo": True,  # the connection used last, whose server process has everything at hand
                "connect_args": {"prepare_threshold": 2, "application_name": "nasta"},
            }
        },
        "BABEL_DEFAULT_LOCALE": DEFAULT_LANGUAGE,
        "BABEL_DEFAULT_TIMEZONE": settings.time_zone,
        "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "SESSION_COOKIE_NAME": "nasta",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": production,
        "SESSION_REFRESH_EACH_REQUEST": False,  # it ends with the row of the session, however often it is sent again
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,
        **public_address(settings),
    }


def public_address(settings: Settings) -> dict[str, Any]:
    """Where the service is, if told: then a request under another name is refused and leads no link astray."""
    if not settings.public_url:
        return {}
    parts = urlsplit(settings.public_url)
    return {
        "PREFERRED_URL_SCHEME": parts.scheme,
        "SERVER_NAME": parts.netloc,
        "TRUSTED_HOSTS": [parts.hostname or "", "127.0.0.1", "localhost"],
    }


def behind_proxies(app: Flask, number: int) -> None:
    """Believe as many proxies as the city has about who asks, by which scheme and for which host."""
    if number:
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)


def template_words() -> dict[str, Any]:
    """What every template may use. An error page asks for no account, since the database may be away; one that the
    request has found already is shown."""
    asks_no_more = g.get("no_account") and "_login_user" not in g
    return {
        "settings": current_settings(),
        "current_account": None if asks_no_more else current_account(),
        "can": can,
        "languages": LANGUAGES,
        "language": formats.language(),
    }
