"""One identifier for everything that is logged about a request, and for the page that shows an error."""

import time
from uuid import uuid4

from flask import Flask, Response, g, request

from webapp.logger import logger


def init_correlation(app: Flask) -> None:
    """Give each request its correlation id and log one line when it is answered."""
    app.before_request(_begin)
    app.after_request(_log_answer)


def correlation_id() -> str:
    """That of the current request."""
    return str(g.correlation_id)


def _begin() -> None:
    """Take API Gateway's request id, so that its access log and ours can be joined."""
    event = request.environ.get("serverless.event", {})
    g.correlation_id = event.get("requestContext", {}).get("requestId") or str(uuid4())
    g.began = time.monotonic()
    logger.set_correlation_id(g.correlation_id)


def _log_answer(response: Response) -> Response:
    """The route, not the path: what a client puts into an address is not ours to log.

    With account and study where one was opened, shown or deleted, so that it can be told later by whom.
    """
    logger.info(
        "answered",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((time.monotonic() - g.began) * 1000),
        **g.get("accessed", {}),
    )
    return response
