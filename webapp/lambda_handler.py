"""The web function: passes an HTTP API event to the Flask app and returns its response."""

import os
from functools import cache
from typing import Any

import serverless_wsgi
from aws_lambda_powertools.utilities.typing import LambdaContext
from flask import Flask

from webapp.app import create_app
from webapp.http.edge import as_the_viewer, came_through
from webapp.logger import logger
from webapp.services import stored_secret
from webapp.settings import Settings

# Otherwise serverless-wsgi sends problem details as Base64.
serverless_wsgi.TEXT_MIME_TYPES.append("application/problem+json")


@cache
def _settings() -> Settings:
    return Settings.from_environment(os.environ)


@cache
def _app() -> Flask:
    return create_app(_settings())


@cache
def _origin_secret() -> str | None:
    """Return what requests must prove to know, or None on a stage without a CDN."""
    settings = _settings()
    return stored_secret(settings, settings.origin_secret) if settings.origin_secret else None


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one request. The correlation id is API Gateway's request id."""
    secret = _origin_secret()
    if secret:
        if not came_through(event, secret):
            return _refusal()
        event = as_the_viewer(event)
    return _with_cookies(serverless_wsgi.handle_request(_app(), _with_cookie_list(event), context))


def _refusal() -> dict[str, Any]:
    """Return the answer to a request that came around the CDN and its firewall."""
    headers = {"Content-Type": "text/plain", "Cache-Control": "no-store"}
    return {"statusCode": 403, "headers": headers, "body": f"Use {_settings().app_origin}\n"}


def _with_cookie_list(event: dict[str, Any]) -> dict[str, Any]:
    """Return the event with its cookies as a list, as API Gateway sends them.

    serverless-wsgi reads only that list. The local stack leaves cookies in the header.
    """
    header = next((value for name, value in event["headers"].items() if name.lower() == "cookie"), None)
    return event if "cookies" in event or header is None else {**event, "cookies": header.split("; ")}


def _with_cookies(response: dict[str, Any]) -> dict[str, Any]:
    """Move cookies from the headers to the ``cookies`` list of payload format 2.0.

    serverless-wsgi varies the case of repeated header names. An HTTP API would merge those into one.
    """
    headers = response["headers"]
    cookies = [headers.pop(name) for name in list(headers) if name.lower() == "set-cookie"]
    return {**response, "cookies": cookies} if cookies else response
