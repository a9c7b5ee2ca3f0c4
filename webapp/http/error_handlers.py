"""The edge: whatever was raised becomes a page or a problem, and the unexpected is logged once."""

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from cxr.errors import AccessEnded, InvalidCursor, StudyNotFound
from webapp.errors import InvalidToken
from webapp.http.correlation import correlation_id
from webapp.http.problem_details import is_api_request, problem
from webapp.logger import logger

_SENTENCES = {
    400: "The request could not be understood.",
    401: "Log in, or send a valid access token.",
    404: "There is nothing here, or it was deleted.",
    405: "This address does not take that kind of request.",
    413: "What was sent is too large.",
    415: "Send JSON, as application/json.",
    500: "Something went wrong on our side. Nothing you sent is lost; try again in a moment.",
}
_FORM_EXPIRED = "This form has expired. Go back, load the page anew and send it again."


def init_error_handlers(app: Flask) -> None:
    """Register them for the whole app."""
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _: _answer(400, _FORM_EXPIRED))
    app.register_error_handler(StudyNotFound, lambda _: _answer(404))
    app.register_error_handler(InvalidCursor, lambda _: _answer(400, "The cursor is not one of this list."))
    app.register_error_handler(InvalidToken, _invalid_token)
    app.register_error_handler(AccessEnded, lambda _: _invalid_token(InvalidToken("access ended")))


def _unexpected(error: Exception) -> Response:
    logger.exception("unexpected error", exc_info=error)
    return _answer(500)


def _http(error: HTTPException) -> Response:
    """Werkzeug's own: keep its headers (Allow, Location) and give our sentence for its text."""
    if error.code is None or error.code < 400:
        return make_response(error)
    answer = _answer(error.code)
    for name, value in error.get_headers():
        if name.lower() != "content-type":
            answer.headers[name] = value
    return answer


def _invalid_token(error: InvalidToken) -> Response:
    logger.info("bearer token refused", why=str(error))
    answer = _answer(401)
    answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


def _answer(status: int, sentence: str | None = None) -> Response:
    sentence = sentence or _SENTENCES.get(status, "The request could not be answered.")
    if is_api_request():
        return problem(status, sentence)
    page = render_template("error.html", status=status, sentence=sentence, correlation_id=correlation_id())
    return make_response(page, status)
