"""The Flask app: pages for people and a JSON API for programs."""

import hashlib
from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from webapp.about import views as about
from webapp.auth import password_reset
from webapp.auth import views as auth
from webapp.auth.login import init_login
from webapp.auth.session_interface import StoredSessions, raise_session_error
from webapp.http.correlation import init_correlation
from webapp.http.error_handlers import init_error_handlers
from webapp.http.security_headers import init_security_headers
from webapp.http.template_filters import init_template_filters
from webapp.logger import logger
from webapp.services import Services, aws_services
from webapp.settings import Settings
from webapp.studies import api
from webapp.studies import views as studies

MAX_REQUEST_BYTES = 64 * 1024
"""Of a request to us: forms and small JSON. Films go to S3."""

STATIC_SECONDS = 365 * 24 * 60 * 60
"""A year: the address of a static file changes with its content."""


def create_app(settings: Settings, services: Services | None = None) -> Flask:
    """Build the app, on AWS unless ``services`` says otherwise."""
    logger.setLevel(settings.log_level)
    services = services or aws_services(settings)
    app = Flask("webapp", static_url_path=f"/static/{_fingerprint()}", root_path=str(Path(__file__).parent))
    app.config.from_mapping(
        # It signs CSRF tokens and nothing else: sessions are kept on the server.
        SECRET_KEY=services.accounts.derived_key("csrf signing"),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,
        # The session's end is the token's end.
        WTF_CSRF_TIME_LIMIT=None,
        # The referrer check guards against cookies set by a neighbouring host; __Host- rules those out,
        # and behind another domain name the check would refuse everybody.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["services"] = services
    app.session_interface = StoredSessions(services.sessions, services.clock, https=settings.is_https)
    init_correlation(app)
    app.before_request(raise_session_error)
    csrf = CSRFProtect(app)
    # The API protects itself: its bearer-authenticated calls carry nothing that a browser adds by itself.
    csrf.exempt(api.blueprint)
    app.extensions["csrf"] = csrf
    init_login(app, LoginManager(app))
    init_security_headers(app, services.films, https=settings.is_https)
    init_error_handlers(app)
    init_template_filters(app)
    for view in (about, api, auth, password_reset, studies):
        app.register_blueprint(view.blueprint)
    return app


def _fingerprint() -> str:
    """Of all static files together: modules import each other by relative address, so they go as one."""
    digest = hashlib.sha256()
    folder = Path(__file__).parent / "static"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
