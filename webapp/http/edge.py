"""The CDN before the API, where a stage has one (infra/options/edge/): who came through it, from where."""

import hmac
from ipaddress import ip_address
from typing import Any

VERIFY = "x-origin-verify"
"""Header with the secret that the CDN shares with the functions. It replaces that of a client."""

VIEWER = "x-viewer-address"
"""Header with the network address of the client. It replaces that of a client."""


def came_through(event: dict[str, Any], secret: str) -> bool:
    """Return whether an event of payload format 2.0 has the secret of the CDN."""
    given = _header(event, VERIFY) or ""
    return hmac.compare_digest(given.encode(), secret.encode())


def as_the_viewer(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event that came through the CDN with the client as its source, and without the two headers.

    The source stays the CDN where it names no client: then all of its clients count as one.
    """
    headers = {
        name: value for name, value in event["headers"].items() if name.lower() not in (VERIFY, VIEWER)
    }
    http = event["requestContext"]["http"]
    context = {**event["requestContext"], "http": {**http, "sourceIp": _viewer(event) or http["sourceIp"]}}
    return {**event, "headers": headers, "requestContext": context}


def _viewer(event: dict[str, Any]) -> str | None:
    try:
        return str(ip_address(_header(event, VIEWER) or ""))
    except ValueError:
        return None


def _header(event: dict[str, Any], wanted: str) -> str | None:
    return next((value for name, value in event["headers"].items() if name.lower() == wanted), None)
