"""The web function: an HTTP API event in, an answer of the Flask app out."""

import os
from functools import cache
from typing import Any

import serverless_wsgi
from aws_lambda_powertools.utilities.typing import LambdaContext
from flask import Flask

from webapp.app import create_app
from webapp.logger import logger
from webapp.settings import Settings

# Without it problem details travel as Base64.
serverless_wsgi.TEXT_MIME_TYPES.append("application/problem+json")


@cache
def _app() -> Flask:
    return create_app(Settings.from_environment(os.environ))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request. The correlation id is API Gateway's request id."""
    return _with_cookies(serverless_wsgi.handle_request(_app(), _listing_cookies(event), context))


def _listing_cookies(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its cookies in the list that API Gateway makes of them.

    serverless-wsgi looks nowhere else, and the laptop's stand-in leaves them in the header.
    """
    header = next((value for name, value in event["headers"].items() if name.lower() == "cookie"), None)
    return event if "cookies" in event or header is None else {**event, "cookies": header.split("; ")}


def _with_cookies(answer: dict[str, Any]) -> dict[str, Any]:
    """Move cookies to where payload format 2.0 has them.

    serverless-wsgi spells repeated headers in different cases, which an HTTP API folds into one.
    """
    headers = answer["headers"]
    cookies = [headers.pop(name) for name in list(headers) if name.lower() == "set-cookie"]
    return {**answer, "cookies": cookies} if cookies else answer
