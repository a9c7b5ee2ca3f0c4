"""The worklist: full, empty, slow, and when its requests fail."""

import json

from playwright.sync_api import Page, expect

from tests.screenshots.scenes.scene import Scene, open_worklist
from tests.screenshots.setting import Setting

LIST = "**/api/v1/worklist"


def worklist(page: Page, _: Setting) -> None:
    """The list of a site."""
    open_worklist(page)


def _every_status(page: Page, setting: Setting) -> None:
    for kind, minutes, reference in (
        ("failed", 12, "P-2049"),
        ("processing", 34, "P-2050"),
        ("awaiting", 47, "P-2051"),
        ("processing", 0, "P-2052"),
        ("awaiting", 0, "P-2053"),
        ("negative", 95, "P-2054"),
    ):
        setting.items.add_study(kind, minutes, reference)
    open_worklist(page)
    expect(page.locator("#studies tbody tr", has_text="P-2054")).to_contain_text("waiting")


def _limits_not_accepted(page: Page, setting: Setting) -> None:
    with setting.items.limits_not_accepted():
        open_worklist(page)


def _selected(page: Page, _: Setting) -> None:
    open_worklist(page)
    for row in (0, 1):
        page.locator("#studies tbody tr").nth(row).get_by_role("checkbox").check()


def _filters(page: Page, _: Setting) -> None:
    open_worklist(page)
    page.locator("#more-filters").evaluate("button => button.click()")
    page.get_by_label("Unread only").check()
    expect(page.locator("#studies tbody tr").first).to_be_visible()


def _none_found(page: Page, _: Setting) -> None:
    open_worklist(page)
    page.get_by_label("Search references").fill("nothing like it")
    expect(page.get_by_text("0 found.")).to_be_visible()


def _confirm_delete(page: Page, setting: Setting) -> None:
    _selected(page, setting)
    page.get_by_role("button", name="Delete …").click()


def _undo(page: Page, setting: Setting) -> None:
    _selected(page, setting)
    page.get_by_role("button", name="Mark unread").click()
    page.get_by_role("button", name="Mark read").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    # The message stays under the pointer, and the first look would not wait for the others otherwise.
    undo.hover()


def _news(page: Page, setting: Setting) -> None:
    open_worklist(page)
    page.locator("#studies tbody a").first.focus()
    setting.items.add_study("refused", 0, "P-2055")
    expect(page.locator("#news")).to_be_visible()


def _holds(until: str) -> Scene:
    def scene(page: Page, _: Setting) -> None:
        # Unanswered, as by a server that is slow.
        page.route(LIST, lambda _: None)
        page.goto("/studies/")
        expect(page.locator(until)).to_be_visible()

    return scene


def _fails(status: int) -> Scene:
    def scene(page: Page, _: Setting) -> None:
        problem = {"detail": _SENTENCES.get(status, ""), "status": status, "correlation_id": "5f2c"}
        page.route(
            LIST,
            lambda route: route.fulfill(
                status=status, content_type="application/problem+json", body=json.dumps(problem)
            ),
        )
        page.goto("/studies/")
        expect(page.locator("#error")).to_be_visible()

    return scene


_SENTENCES = {429: "Too many requests. Wait a minute."}


def _offline(page: Page, _: Setting) -> None:
    open_worklist(page)
    page.context.set_offline(True)
    expect(page.locator("#error")).to_be_visible()


def _empty(page: Page, _: Setting) -> None:
    nothing: dict[str, object] = {
        **dict.fromkeys(("is_cut", "unread_is_cut", "without_opinion"), False),
        **{"studies": [], "also": [], "unread": {}, "cursor": None, "total": 0},
        **{"order": "to_do", "as_of": "2026-01-01", "version": "1"},
    }
    page.route(LIST, lambda route: route.fulfill(json=nothing))
    page.goto("/studies/")
    expect(page.locator("#empty")).to_be_visible()


SCENES: dict[str, Scene] = {
    "worklist": worklist,
    "worklist-every-status": _every_status,
    "worklist-limits-not-accepted": _limits_not_accepted,
    "worklist-selected": _selected,
    "worklist-filtered": _filters,
    "worklist-none-found": _none_found,
    "worklist-delete": _confirm_delete,
    "worklist-undo": _undo,
    "worklist-news": _news,
    "worklist-empty": _empty,
    "worklist-loading": _holds("#skeleton"),
    "worklist-slow": _holds("#slow"),
    "worklist-forbidden": _fails(403),
    "worklist-too-many-requests": _fails(429),
    "worklist-server-error": _fails(500),
    "worklist-offline": _offline,
}
