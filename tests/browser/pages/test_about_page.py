"""The about page, on a phone."""

from playwright.sync_api import Page, expect


def test_the_tables_scroll_by_keyboard_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/about")
    for name in ("Measured figures", "Refused and flagged images"):
        table = page.get_by_role("region", name=name)
        table.focus()
        expect(table).to_be_focused()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("e => e.scrollLeft > 0", arg=table.element_handle())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
