"""RFC 9457 problem details: the error format of the JSON API."""

from http import HTTPStatus

from flask import Response, json, request

from webapp.http.correlation import correlation_id

API_PREFIX = "/api/"


def is_api_request() -> bool:
    """Return whether the request is for the API rather than for a page."""
    return request.path.startswith(API_PREFIX)


def problem(status: int, detail: str, **members: object) -> Response:
    """Return an application/problem+json response. ``members`` are extensions such as ``errors``."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "correlation_id": correlation_id(),
        **members,
    }
    return Response(json.dumps(body), status, mimetype="application/problem+json")
