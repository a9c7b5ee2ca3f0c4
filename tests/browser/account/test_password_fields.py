"""Fields for passwords, before and after their script has come."""

import re

from playwright.sync_api import Page, Route, expect

SCRIPT = re.compile(r"\.js(\?|$)")


def test_a_field_that_somebody_types_in_keeps_the_focus(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(SCRIPT, hold)
    with page.expect_request(SCRIPT):
        page.goto("/confirm", wait_until="commit")
    field = page.get_by_label("Repeat password")
    field.fill("half a pass")
    for route in held:
        route.continue_()
    page.unroute(SCRIPT, hold)
    expect(page.get_by_role("button", name="Show")).to_have_count(2)
    expect(field).to_be_focused()
    page.keyboard.type("word")
    expect(field).to_have_value("half a password")
