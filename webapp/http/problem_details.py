"""RFC 9457 problem details: how the JSON API says what is wrong."""

from http import HTTPStatus

from flask import Response, json, request

from webapp.http.correlation import correlation_id

API_PREFIX = "/api/"


def is_api_request() -> bool:
    """Whether a program waits for the answer, not a person."""
    return request.path.startswith(API_PREFIX)


def problem(status: int, detail: str, **members: object) -> Response:
    """An application/problem+json answer; ``members`` are extensions such as ``errors``."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "correlation_id": correlation_id(),
        **members,
    }
    return Response(json.dumps(body), status, mimetype="application/problem+json")
