"""One identifier for all log lines of a request and for its error page."""

import time
from uuid import uuid4

from flask import Flask, Response, g, request

from webapp.logger import logger


def init_correlation(app: Flask) -> None:
    """Give each request a correlation id, and log one line for each response."""
    app.before_request(_start)
    app.after_request(_log_response)


def correlation_id() -> str:
    """Return the correlation id of the current request."""
    return str(g.correlation_id)


def _start() -> None:
    """Use API Gateway's request id, so that its access log and ours can be joined."""
    event = request.environ.get("serverless.event", {})
    g.correlation_id = event.get("requestContext", {}).get("requestId") or str(uuid4())
    g.started = time.monotonic()
    logger.set_correlation_id(g.correlation_id)
    # A worker serves one request after another.
    logger.append_keys(study_id=None)


def _log_response(response: Response) -> Response:
    """Log the route, not the path: a path may contain personal data.

    If the request created, showed or deleted a study, log study and account too, for later audits.
    """
    logger.info(
        "answered",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.monotonic() - g.started) * 1000),
        **g.get("accessed", {}),
    )
    return response
