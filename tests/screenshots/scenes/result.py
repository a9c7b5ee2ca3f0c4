"""The result page: each end of a study, and what is missing from it."""

import json
import re
from functools import partial

from playwright.sync_api import Page, expect

from tests.screenshots.scenes.scene import Scene, open_finding, open_result
from tests.screenshots.setting import Setting


def finding(reference: str) -> Scene:
    """Return the scene of a film with its finding."""

    def scene(page: Page, setting: Setting) -> None:
        open_finding(page, setting.studies[reference])

    return scene


def heatmap(page: Page, setting: Setting) -> None:
    """The places on which a finding rests."""
    open_finding(page, setting.studies["P-2041"])
    expect(page.locator("#heatmap-controls")).to_be_visible()
    page.get_by_role("button", name="Heatmap", exact=True).click()
    expect(page.locator("#heatmap")).to_be_visible()


def side_by_side(page: Page, setting: Setting) -> None:
    """Two films of a patient."""
    open_finding(page, setting.studies["P-2043"])
    expect(page.locator("#prior-controls")).to_be_visible()
    page.get_by_role("button", name="Earlier film beside this one").click()
    expect(page.locator("#prior-layers")).to_be_visible()


def _without_film(kind: str, minutes_ago: float, words: str) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        study = setting.items.add_study(kind, minutes_ago, "P-2061")
        open_result(page, study)
        expect(page.locator("#study")).to_contain_text(words)
        setting.items.remove_study(study)

    return scene


def _image_missing(image: str, notice: str) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        page.route(f"**/{image}*", lambda route: route.abort())
        open_result(page, setting.studies["P-2041"])
        expect(page.locator(notice)).to_be_visible()

    return scene


def _loading(page: Page, setting: Setting) -> None:
    page.route("**/preview.jpg*", lambda _: None)
    open_result(page, setting.studies["P-2041"])
    expect(page.locator("#film-placeholder")).to_have_text("The film is loading.")


def _unjudged(page: Page, setting: Setting) -> None:
    study = setting.studies["P-2044"]
    with setting.items.changed_finding(study, "in_population", None):
        open_finding(page, study)
        expect(page.locator("#unjudged")).to_be_visible()


def _other_version(page: Page, setting: Setting) -> None:
    with setting.items.changed_finding(setting.studies["P-2043"], "model_version", "2025-03"):
        side_by_side(page, setting)


def _film_first(page: Page, setting: Setting) -> None:
    with setting.items.film_first():
        study = setting.items.add_film("P-2062")
        open_finding(page, study)
        expect(page.locator(".opinion-hidden")).to_be_visible()
    setting.items.remove_study(study)


def _fails(status: int) -> Scene:
    def scene(page: Page, setting: Setting) -> None:
        study = setting.studies["P-2041"]
        problem = {"detail": "Too many requests. Wait a minute.", "correlation_id": "5f2c", "status": status}
        page.route(
            re.compile(r"/api/v1/studies/[0-9A-Z]{26}$"),
            lambda route: route.fulfill(
                status=status, content_type="application/problem+json", body=json.dumps(problem)
            ),
        )
        open_result(page, study)
        expect(page.locator("#error")).to_be_visible()

    return scene


def _offline(page: Page, setting: Setting) -> None:
    open_finding(page, setting.studies["P-2041"])
    page.context.set_offline(True)
    page.get_by_role("button", name="Delete study …").click()
    page.locator("#really-delete").click()
    expect(page.locator("#error")).to_be_visible()


def _with_button(name: str, page: Page, setting: Setting) -> None:
    open_finding(page, setting.studies["P-2042"])
    page.get_by_role("button", name=name, exact=True).click()


SCENES: dict[str, Scene] = {
    "result-positive": finding("P-2041"),
    "result-negative": finding("P-2042"),
    "result-heatmap": heatmap,
    "result-side-by-side": side_by_side,
    "result-outside-population": finding("P-2047"),
    "result-unjudged": _unjudged,
    "result-other-model-version": _other_version,
    "result-film-first": _film_first,
    "result-refused": finding("P-2048"),
    "result-failed": _without_film("failed", 12, "error on our side"),
    "result-waiting": _without_film("awaiting", 0, "Waiting for the film"),
    "result-processing": _without_film("processing", 0, "Being read"),
    "result-late": _without_film("processing", 34, "This is delayed"),
    "result-loading": _loading,
    "result-film-missing": _image_missing("preview.jpg", "#no-film"),
    "result-heatmap-missing": _image_missing("heatmap.png", "#no-heatmap"),
    "result-too-many-requests": _fails(429),
    "result-server-error": _fails(500),
    "result-offline": _offline,
    "result-keys": partial(_with_button, "Keys and gestures"),
    "result-window": partial(_with_button, "Window and position"),
    "result-reference": partial(_with_button, "Edit reference …"),
    "result-delete": partial(_with_button, "Delete study …"),
}
