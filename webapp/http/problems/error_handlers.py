"""Turns every error into a page or problem details. Logs unexpected errors, once."""

from math import ceil

from flask import Flask, Response, make_response, render_template
from flask_babel import LazyString, gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from cxr.errors import (
    AccessEnded,
    InvalidCursor,
    InvalidPrevalence,
    MemberNotFound,
    StudyChanged,
    StudyNotFound,
)
from webapp.errors import AllowanceUsed, AnotherSite, InvalidToken, MissingScope, NoReport
from webapp.http.correlation import correlation_id
from webapp.http.problems.error_record import error_record
from webapp.http.problems.problem_details import is_api_request, problem
from webapp.languages.words import translated
from webapp.logger import logger

_SENTENCES = {
    400: lazy_gettext("The request could not be understood."),
    401: lazy_gettext("Log in, or send a valid access token."),
    403: lazy_gettext("Only an administrator of the site may do this."),
    404: lazy_gettext("There is nothing here, or it was deleted."),
    405: lazy_gettext("This address does not accept this kind of request."),
    413: lazy_gettext("The request is too large."),
    415: lazy_gettext("Send JSON, as application/json."),
    500: lazy_gettext("Something went wrong on our side. Nothing you sent is lost. Try again in a moment."),
}
_INVALID_CURSOR = lazy_gettext("The cursor does not belong to this list.")
_STUDY_CHANGED = lazy_gettext("The study has changed since it was shown. Look at it again.")
_ANOTHER_SITE = lazy_gettext(
    "This page belongs to another site than the one that you act in now. Nothing was changed. "
    "Change the site, then send it again."
)
_FORM_EXPIRED = lazy_gettext("This form has expired. Go back, reload the page and send the form again.")


def init_error_handlers(app: Flask) -> None:
    """Register the handlers for the whole app."""
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _: _respond(400, _FORM_EXPIRED))
    app.register_error_handler(AnotherSite, _another_site)
    app.register_error_handler(StudyNotFound, lambda _: _respond(404))
    app.register_error_handler(MemberNotFound, lambda _: _respond(404))
    app.register_error_handler(StudyChanged, lambda _: _respond(409, _STUDY_CHANGED))
    app.register_error_handler(InvalidCursor, lambda _: _respond(400, _INVALID_CURSOR))
    app.register_error_handler(InvalidPrevalence, lambda e: _respond(422, translated(str(e))))
    app.register_error_handler(AllowanceUsed, _allowance_used)
    app.register_error_handler(NoReport, lambda e: _respond(409, str(e)))
    app.register_error_handler(InvalidToken, _invalid_token)
    app.register_error_handler(MissingScope, _missing_scope)
    app.register_error_handler(AccessEnded, lambda _: _invalid_token(InvalidToken("access ended")))


def _unexpected(error: Exception) -> Response:
    logger.error("unexpected error", error=error_record(error))
    return _respond(500)


def _http(error: HTTPException) -> Response:
    """Keep the headers of Werkzeug's response (Allow, Location), and replace its text by our sentence."""
    if error.code is None or error.code < 400:
        return make_response(error)
    response = _respond(error.code)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _invalid_token(error: InvalidToken) -> Response:
    logger.info("bearer token refused", why=str(error))
    response = _respond(401)
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def _another_site(error: AnotherSite) -> Response:
    if is_api_request():
        return problem(409, str(_ANOTHER_SITE), site=str(error))
    return _respond(409, _ANOTHER_SITE)


def _missing_scope(error: MissingScope) -> Response:
    response = _respond(403, gettext("This access token lacks the scope %(scope)s.", scope=str(error)))
    response.headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{error}"'
    return response


def _allowance_used(error: AllowanceUsed) -> Response:
    logger.info("daily allowance used")
    response = _respond(429, str(error))
    response.headers["Retry-After"] = str(ceil(error.renewed_in.total_seconds()))
    return response


def _respond(status: int, words: str | LazyString | None = None) -> Response:
    sentence = str(words or _SENTENCES.get(status) or gettext("The request could not be handled."))
    if is_api_request():
        return problem(status, sentence)
    page = render_template("error.html", status=status, sentence=sentence, correlation_id=correlation_id())
    return make_response(page, status)
