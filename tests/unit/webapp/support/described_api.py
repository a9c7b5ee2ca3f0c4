"""Compares every answer of the JSON API in these tests with the description of the API."""

from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask, Response, json, request

from infra.openapi.document import PREFIX, document

_UNSEEN = (304, 405)
"""Statuses that belong to HTTP rather than to an operation."""


def undescribed_answers(app: Flask) -> list[str]:
    """Return a list that grows by a line for each answer that ``infra/openapi`` does not describe."""
    faults: list[str] = []

    # The last hook that is registered runs first, before compression.
    @app.after_request
    def compare(response: Response) -> Response:
        if request.url_rule and request.path.startswith(f"{PREFIX}/") and response.status_code not in _UNSEEN:
            route = request.url_rule.rule.removeprefix(PREFIX).replace("<", "{").replace(">", "}")
            if fault := _fault(route, request.method.lower(), response):
                faults.append(f"{request.method} {route} {response.status_code}: {fault}")
        return response

    return faults


def _fault(route: str, method: str, response: Response) -> str | None:
    if route == "/openapi.json":
        return None
    answers = _document()["paths"].get(route, {}).get(method, {}).get("responses", {})
    answer = answers.get(str(response.status_code))
    if answer is None:
        return "not in infra/openapi/operations.py"
    content = answer.get("content", {})
    if not content:
        return "a body" if response.get_data() else None
    if response.mimetype not in content:
        return f"{response.mimetype} in place of {', '.join(content)}"
    errors = _validator(route, method, response.status_code).iter_errors(json.loads(response.get_data()))
    return "; ".join(f"{'.'.join(map(str, it.instance_path))}: {it.message}" for it in errors) or None


@cache
def _document() -> dict[str, Any]:
    return document(closed=True)


@cache
def _validator(route: str, method: str, status: int) -> jsonschema_rs.Draft202012Validator:
    content = _document()["paths"][route][method]["responses"][str(status)]["content"]
    (media,) = content.values()
    schema = {**media["schema"], "components": _document()["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
