"""The page of a site's members, as its administrator uses it, and the colleague who is invited there."""

from tests.unit.webapp.support.visitor import PageResponse, Visitor

COLLEAGUE, NEW_PASSWORD = "colleague@example.org", "Another-secret-9"


def act(visitor: Visitor, action: str, **fields: str) -> PageResponse:
    """Send one of the page's forms."""
    return visitor.submit(f"/site/{action}", form_at="/site/", **fields)
