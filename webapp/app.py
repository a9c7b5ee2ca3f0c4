"""The Flask app: pages for people and a JSON API for programs."""

import hashlib
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from webapp.about import views as about
from webapp.account import credentials, limits, own_sessions, second_factor, site_members, sites
from webapp.account import views as account
from webapp.audit import views as audit
from webapp.auth import password_reset
from webapp.auth import views as auth
from webapp.auth.acting_site import check_page
from webapp.auth.login import init_login
from webapp.auth.provider import views as provider_log_in
from webapp.auth.session_interface import StoredSessions, raise_session_error
from webapp.auth.steps import views as log_in_steps
from webapp.calibration import views as calibration
from webapp.drift import views as site_films
from webapp.http import api_description
from webapp.http.api_transfer import init_api_transfer
from webapp.http.correlation import init_correlation
from webapp.http.problems.error_handlers import init_error_handlers
from webapp.http.security_headers import init_security_headers
from webapp.http.static_files import init_static_files
from webapp.http.template_filters import init_template_filters
from webapp.languages.choice import init_languages
from webapp.logger import logger
from webapp.priors import api as priors
from webapp.recording.recorder import init_recording
from webapp.reports import views as reports
from webapp.services import Services, aws_services
from webapp.settings import Settings
from webapp.studies import api, fhir_api, list_api, sample
from webapp.studies import views as studies
from webapp.verdicts import api as verdict_api
from webapp.verdicts import views as verdicts

MAX_REQUEST_BYTES = 64 * 1024
"""Limit of a request body: forms and small JSON. Films go to S3 directly."""

STATIC_SECONDS = 365 * 24 * 60 * 60
"""One year: the URL of a static file changes with its content."""


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the app. ``services`` defaults to those of the deployed stack."""
    logger.setLevel(settings.log_level)
    services = services or aws_services(settings)
    app = Flask("webapp", static_url_path=f"/static/{_fingerprint()}", root_path=str(Path(__file__).parent))
    app.config.from_mapping(
        # The key signs CSRF tokens only: sessions are kept on the server.
        SECRET_KEY=services.accounts.derived_key("csrf signing"),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,
        # A token ends with its session.
        WTF_CSRF_TIME_LIMIT=None,
        # The referrer check guards against cookies set by a neighbouring host. The __Host- prefix rules
        # those out already, and behind another domain name the check would refuse every request.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["services"] = services
    app.session_interface = StoredSessions(services.sessions, services.clock, https=settings.is_https)
    init_correlation(app)
    init_recording(app)
    app.before_request(raise_session_error)
    app.before_request(check_page)
    csrf = CSRFProtect(app)
    # The API checks CSRF itself, except for bearer tokens: a browser never sends those by itself.
    csrf.exempt(api.blueprint)
    csrf.exempt(fhir_api.blueprint)
    csrf.exempt(verdict_api.blueprint)
    csrf.exempt(priors.blueprint)
    csrf.exempt(list_api.blueprint)
    app.extensions["csrf"] = csrf
    init_login(app, LoginManager(app))
    init_languages(app)
    init_security_headers(
        app,
        image_source=services.films.result_source,
        upload_source=services.films.upload_source,
        https=settings.is_https,
    )
    init_error_handlers(app)
    init_template_filters(app)
    init_static_files(app)
    init_api_transfer(app)
    pages = (
        about,
        account,
        audit,
        auth,
        calibration,
        credentials,
        limits,
        log_in_steps,
        own_sessions,
        password_reset,
        provider_log_in,
        reports,
        sample,
        second_factor,
        site_films,
        site_members,
        sites,
        studies,
        verdicts,
    )
    for view in (*pages, api, api_description, fhir_api, list_api, priors, verdict_api):
        app.register_blueprint(view.blueprint)
    return app


def _fingerprint() -> str:
    """Return one digest of all static files, since scripts import each other by relative URL."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent / "static"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
