"""No page has a serious fault of accessibility, in any of its looks and languages."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cxr.study import Label
from tests.browser.clinician import Clinician
from tests.browser.seeded_films import SeededFilms

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none", "width": 1440},
    "dark": {"color_scheme": "dark", "forced_colors": "none", "width": 1440},
    "phone": {"color_scheme": "light", "forced_colors": "none", "width": 360},
    "high contrast": {"color_scheme": "dark", "forced_colors": "active", "width": 1440},
}
SERIOUS = ("serious", "critical")


def _addresses(page: Page) -> set[str]:
    """The pages that this page links to, without files and without leaving the site."""
    links = page.locator("a[href^='/'], form[action^='/']").evaluate_all(
        "found => found.map((one) => one.getAttribute('href') ?? '').filter(Boolean)"
    )
    paths = {str(link).split("#")[0].split("?")[0] for link in links}
    return {path for path in paths if not re.search(r"(\.csv|\.pdf|/export)$|/studies/[0-9A-Z]{26}", path)}


def _faults(page: Page, name: str, looks: Iterable[str]) -> list[str]:
    """The serious faults that axe finds in each look, and whether the page is wider than the screen."""
    page.evaluate(AXE.read_text())
    found: list[str] = []
    for look in looks:
        how = LOOKS[look]
        page.emulate_media(color_scheme=how["color_scheme"], forced_colors=how["forced_colors"])
        page.set_viewport_size({"width": how["width"], "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}, {look}: wider than the screen")
        # In high contrast the system sets the colours, which axe does not see.
        rules = {"color-contrast": {"enabled": how["forced_colors"] == "none"}}
        result: dict[str, Any] = page.evaluate(
            "rules => axe.run(document, { resultTypes: ['violations'], rules })", rules
        )
        found += [
            f"{name}, {look}: {fault['id']} at {node['target']}"
            for fault in result["violations"]
            if fault["impact"] in SERIOUS
            for node in fault["nodes"]
        ]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def _speak(page: Page, language: str) -> None:
    """Choose the language of the account, and that of the browser for pages without one."""
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto("/account/")
    page.locator("#language-setting select").select_option(language)
    page.locator("#language-setting button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.goto("/studies/")


@pytest.mark.skipif(not AXE.is_file(), reason="npm ci installs axe-core")
# German words are longer. They have the colours of the English ones.
@pytest.mark.parametrize(("language", "looks"), [("en", tuple(LOOKS)), ("de", ("light", "phone"))])
def test_no_page_has_a_serious_fault_in_any_look(
    clinician: Clinician, films: SeededFilms, language: str, looks: tuple[str, ...]
) -> None:
    page = clinician.page
    study, *_ = films.add([Label.POSITIVE, Label.NEGATIVE, Label.UNCERTAIN], reference="P-7")
    _speak(page, language)
    clinician.wait_for("complete", 3)
    faults = _faults(page, "worklist", looks)
    page.goto(f"/studies/{study.study_id}")
    expect(page.locator("#priors-list li")).to_have_count(2)
    page.locator("#film").focus()
    page.keyboard.press("p")
    expect(page.locator("#prior-layers")).to_be_visible()
    page.keyboard.press("h")
    page.keyboard.press("r")
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    faults += _faults(page, "result", looks)

    seen = {"/studies/", "/"}
    for signed_in in (True, False):
        if not signed_in:
            page.locator("form.who button").first.click()
            expect(page.locator("body[data-signed-out]")).to_be_visible()
        waiting = _addresses(page)
        while waiting - seen:
            path = min(waiting - seen)
            seen.add(path)
            page.goto(path)
            expect(page.locator("html")).to_have_attribute("lang", language)
            faults += _faults(page, path, looks)
            waiting |= _addresses(page)
    assert {"/about", "/agreement/", "/account/", "/log-in", "/sign-up", "/password/forgotten"} <= seen, seen
    assert not faults, "\n".join(faults)
