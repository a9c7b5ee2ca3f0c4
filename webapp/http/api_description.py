"""Serves the OpenAPI document of the JSON API, which ``python -m infra.openapi`` writes."""

from functools import cache
from pathlib import Path

from flask import Blueprint, Response

blueprint = Blueprint("api_description", __name__, url_prefix="/api/v1")

_FILE = Path(__file__).parents[1] / "openapi.json"


@blueprint.get("/openapi.json")
def show() -> Response:
    """Return the document. It is public: it describes code that is public, and no data."""
    return Response(_text(), mimetype="application/json")


@cache
def _text() -> str:
    return _FILE.read_text()
