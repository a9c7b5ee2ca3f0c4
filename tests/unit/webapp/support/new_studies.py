"""New studies, as a client of the JSON API makes them."""

from typing import Any

from tests.unit.webapp.support.visitor import Visitor

BODY = {"content_type": "image/jpeg", "size": 1000, "patient_ref": " P-17 "}


def create_study(member: Visitor, **changes: Any) -> dict[str, Any]:
    """Return the API's answer to a new study with BODY, changed."""
    response = member.call("POST", "/studies", json={**BODY, **changes})
    assert response.status_code == 201
    created: dict[str, Any] = response.json
    return created


def site_of(created: dict[str, Any]) -> str:
    """Return the site that a new study belongs to."""
    site: str = created["upload"]["fields"]["key"].split("/")[1]
    return site
