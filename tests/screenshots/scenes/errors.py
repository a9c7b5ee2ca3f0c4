"""Pages that the server refuses or cannot make."""

from playwright.sync_api import Page, expect

from tests.screenshots.scenes.scene import Scene, address
from tests.screenshots.setting import Setting


def _forbidden(page: Page, setting: Setting) -> None:
    with setting.items.role("clinician"):
        address("/site/audit")(page, setting)
    expect(page.locator("main")).to_contain_text("Only an administrator")


def _deleted(page: Page, setting: Setting) -> None:
    study = setting.items.add_study("refused", 0, "P-2063")
    setting.items.remove_study(study)
    address(study)(page, setting)
    expect(page.get_by_role("heading", name="Not found")).to_be_visible()


def _server_error(page: Page, setting: Setting) -> None:
    study = setting.items.add_study("refused", 0, "P-2064")
    # An item that no one would write: the application stumbles over it.
    setting.items.damage_study(study)
    address(study)(page, setting)
    setting.items.remove_study(study)
    expect(page.locator("main")).to_contain_text("went wrong on our side")


SCENES: dict[str, Scene] = {
    "error-not-found": address("/nothing-here"),
    "error-deleted-study": _deleted,
    "error-forbidden": _forbidden,
    "error-server": _server_error,
}
