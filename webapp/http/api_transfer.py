"""Sends few bytes: none of the API again that the client has, and most of the rest compressed."""

import gzip

from flask import Flask, Response, g, json, request
from werkzeug.http import generate_etag

from webapp.http.problems.problem_details import is_api_request

_WORTH_COMPRESSING = 500
"""Bytes. What is smaller fits into one packet anyway."""


def init_api_transfer(app: Flask) -> None:
    """Register the hook. It runs before the hooks that were registered earlier."""
    app.after_request(_spare)


def allow_compression() -> None:
    """Let the page of this request be compressed. Call it only if no one else chose a text in the page."""
    g.may_be_compressed = True


def etag_of(answer: object) -> str:
    """Return an ETag of JSON values, for a view whose whole answer differs each time."""
    return generate_etag(json.dumps(answer).encode())


def _spare(response: Response) -> Response:
    """Answer 304 to a client that names the ETag of this answer. Compress any other JSON.

    A view whose answer differs each time, as by signed links, sets an ETag with ``etag_of``.

    Other pages are not compressed, because they hold the token of their forms. An attacker who can place text
    beside it could guess it letter by letter from the size of a compressed answer (BREACH). Responses of the
    API hold no such secret.
    """
    is_json = is_api_request() and response.is_json
    if not is_json and not g.get("may_be_compressed"):
        return response
    if is_json and request.method == "GET" and response.status_code == 200:
        response.add_etag()
        response.make_conditional(request)
    if response.status_code != 304 and request.accept_encodings["gzip"]:
        _compress(response)
    return response


def _compress(response: Response) -> None:
    body = response.get_data()
    if len(body) < _WORTH_COMPRESSING:
        return
    # Without a time in it, so that equal answers are equal bytes.
    response.set_data(gzip.compress(body, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
