"""``GET /api/v1/openapi.json``. The fixture ``app`` compares every answer of these tests with it."""

from flask import Flask

from infra.openapi.__main__ import FILE, text
from infra.openapi.document import PREFIX, document
from tests.unit.webapp.support.visitor import Visitor


def test_the_description_of_the_api_is_fresh() -> None:
    assert FILE.read_text() == text(), "run python -m infra.openapi"


def test_the_description_has_every_operation_of_the_api(app: Flask) -> None:
    described = {
        f"{method.upper()} {PREFIX}{path}" for path, it in document()["paths"].items() for method in it
    }
    routes = {
        f"{method} {rule.rule.replace('<', '{').replace('>', '}')}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routes - {f"GET {PREFIX}/openapi.json"}


def test_a_stranger_may_read_the_description(visitor: Visitor) -> None:
    answer = visitor.get(f"{PREFIX}/openapi.json")
    assert answer.json["openapi"] == "3.1.0"
    assert answer.json == document()
