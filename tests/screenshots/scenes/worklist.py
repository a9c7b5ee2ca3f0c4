"""Every page and state to photograph. A scene brings the page into its state."""

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.screenshots.setting import Setting

Scene = Callable[[Page, Setting], None]


def _worklist(page: Page, setting: Setting) -> None:
    page.goto("/studies/")
    expect(setting.clinician.studies().first).to_be_visible()
    page.wait_for_function(
        """() => [...document.querySelectorAll("#studies tbody .thumbnail")].every(
          (cell) => cell.querySelector("img")?.naturalWidth,
        )"""
    )


def _selected(page: Page, setting: Setting) -> None:
    _worklist(page, setting)
    for row in (0, 1):
        setting.clinician.studies().nth(row).get_by_role("checkbox").check()


def _none_found(page: Page, setting: Setting) -> None:
    _worklist(page, setting)
    page.get_by_label("Search references").fill("nothing like it")
    expect(page.get_by_text("0 found.")).to_be_visible()


def _fails(status: int) -> Scene:
    def scene(page: Page, _: Setting) -> None:
        problem = {"detail": "It failed.", "status": status, "correlation_id": "5f2c"}
        page.route(
            "**/api/v1/worklist",
            lambda route: route.fulfill(
                status=status, content_type="application/problem+json", body=json.dumps(problem)
            ),
        )
        page.goto("/studies/")
        expect(page.locator("#error")).to_be_visible()

    return scene


def _offline(page: Page, setting: Setting) -> None:
    _worklist(page, setting)
    page.route("**/api/v1/worklist", lambda route: route.abort())
    page.locator("#filters").get_by_role("combobox").first.select_option("newest")
    expect(page.locator("#error")).to_be_visible()


def _empty(page: Page, _: Setting) -> None:
    nothing: dict[str, object] = {
        **dict.fromkeys(("is_cut", "unread_is_cut", "without_opinion"), False),
        **{"studies": [], "also": [], "unread": {}, "cursor": None, "total": 0},
        **{"order": "to_do", "as_of": "2026-01-01", "version": "1"},
    }
    page.route("**/api/v1/worklist", lambda route: route.fulfill(json=nothing))
    page.goto("/studies/")
    expect(page.locator("#empty")).to_be_visible()


def _result(reference: str) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        page.goto(setting.studies[reference])
        expect(page.locator("#zoom")).to_contain_text("%")
        expect(page.locator("#status, #sentence, #judgement").first).to_be_attached()

    return scene


def _heatmap(page: Page, setting: Setting) -> None:
    _result("P-2041")(page, setting)
    expect(page.locator("#heatmap-controls")).to_be_visible()
    page.get_by_role("button", name="Heatmap", exact=True).click()
    expect(page.locator("#heatmap")).to_be_visible()


def _side_by_side(page: Page, setting: Setting) -> None:
    _result("P-2043")(page, setting)
    expect(page.locator("#prior-controls")).to_be_visible()
    page.get_by_role("button", name="Earlier film beside this one").click()
    expect(page.locator("#prior-layers")).to_be_visible()


def _film_missing(page: Page, setting: Setting) -> None:
    page.route("**/preview.jpg*", lambda route: route.abort())
    page.goto(setting.studies["P-2042"])
    expect(page.locator("#no-film")).to_be_visible()


def _heatmap_missing(page: Page, setting: Setting) -> None:
    page.route("**/heatmap.png*", lambda route: route.abort())
    page.goto(setting.studies["P-2042"])
    expect(page.locator("#no-heatmap")).to_be_visible()


def _keys(page: Page, setting: Setting) -> None:
    _result("P-2042")(page, setting)
    page.get_by_role("button", name="Keys and gestures").click()


def _confirm_delete(page: Page, setting: Setting) -> None:
    _result("P-2042")(page, setting)
    page.get_by_role("button", name="Delete study …").click()


def _wrong_password(page: Page, _: Setting) -> None:
    page.context.clear_cookies()
    page.goto("/log-in")
    page.get_by_label("E-mail address").fill("a.reader@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _address(path: str) -> Scene:
    def scene(page: Page, _: Setting) -> None:
        page.goto(path)
        expect(page.locator("main")).to_be_visible()

    return scene


SCENES: dict[str, Scene] = {
    "worklist": _worklist,
    "worklist-selected": _selected,
    "worklist-none-found": _none_found,
    "worklist-empty": _empty,
    "worklist-error": _fails(500),
    "worklist-too-many-requests": _fails(429),
    "worklist-offline": _offline,
    "result-positive": _result("P-2041"),
    "result-negative": _result("P-2042"),
    "result-heatmap": _heatmap,
    "result-side-by-side": _side_by_side,
    "result-outside-population": _result("P-2047"),
    "result-refused": _result("P-2048"),
    "result-film-missing": _film_missing,
    "result-heatmap-missing": _heatmap_missing,
    "result-keys": _keys,
    "result-delete": _confirm_delete,
    "agreement": _address("/agreement/"),
    "about": _address("/about"),
    "account": _address("/account/"),
    "not-found": _address("/nothing-here"),
    # The last ones end the session.
    "log-in-wrong-password": _wrong_password,
    "log-in": _address("/log-in"),
    "sign-up": _address("/sign-up"),
    "forgotten": _address("/password/forgotten"),
}

README_SCENES: dict[str, tuple[Scene, str]] = {
    "worklist": (_worklist, "light-1440"),
    "result": (_heatmap, "dark-1440"),
    "side-by-side": (_side_by_side, "dark-1440"),
    "outside-population": (_result("P-2047"), "light-1440"),
}
