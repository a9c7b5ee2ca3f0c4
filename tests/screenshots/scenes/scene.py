"""What a scene is, and the steps that many scenes begin with."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.screenshots.setting import Setting

Scene = Callable[[Page, Setting], None]
"""Brings a fresh page into the state to photograph."""


def address(path: str) -> Scene:
    """Return the scene of a page as it is."""

    def scene(page: Page, _: Setting) -> None:
        page.goto(path)
        expect(page.locator("main")).to_be_visible()

    return scene


def open_worklist(page: Page) -> None:
    """Show the worklist with its pictures."""
    page.goto("/studies/")
    expect(page.locator("#studies tbody tr").first).to_be_visible()
    page.wait_for_function(
        """() => [...document.querySelectorAll("#studies tbody img")].length > 5
          && [...document.querySelectorAll("#studies tbody img")].every((image) => image.naturalWidth)"""
    )


def open_result(page: Page, study: str) -> None:
    """Show a study with its place in the worklist."""
    open_worklist(page)
    page.goto(study)
    expect(page.locator("#along")).to_be_visible()


def open_finding(page: Page, study: str) -> None:
    """Show a study that has a film, once the film is there."""
    open_result(page, study)
    expect(page.locator("#zoom")).to_contain_text("%")
    expect(page.locator("#sentence, #judgement, #verdict").first).to_be_attached()
