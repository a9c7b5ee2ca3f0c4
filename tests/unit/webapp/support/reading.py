"""What a reader does at the API."""

from typing import Any

from cxr.study import Finding, Label, Region
from tests.unit.webapp.support.visitor import PageResponse, Visitor

FINDING = Finding(0.87, Label.POSITIVE, True, "v-test", (Region(0.1, 0.2, 0.3, 0.4, 0.5),))


def give(visitor: Visitor, study_id: str, **body: Any) -> PageResponse:
    """Give a verdict."""
    return visitor.call("POST", f"/studies/{study_id}/verdicts", json=body)


def show(visitor: Visitor, study_id: str) -> dict[str, Any]:
    """Return a study as the API shows it."""
    study: dict[str, Any] = visitor.get(f"/api/v1/studies/{study_id}").json
    return study


def set_reading(visitor: Visitor, **body: Any) -> int:
    """Change how the visitor reads; return the status of the answer."""
    return visitor.call("PUT", "/reading", json=body).status_code


def reading(visitor: Visitor) -> dict[str, Any]:
    """Return how the visitor reads."""
    found: dict[str, Any] = visitor.get("/api/v1/reading").json
    return found
