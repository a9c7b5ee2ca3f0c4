"""Pages of an account, of its site and for everybody."""

from playwright.sync_api import Page, expect

from tests.screenshots.scenes.scene import Scene, address
from tests.screenshots.setting import Setting

COLLEAGUE = "a.colleague@example.org"


def _study_audit(page: Page, setting: Setting) -> None:
    address(f"{setting.studies['P-2041']}/audit")(page, setting)


def _weak_password(page: Page, setting: Setting) -> None:
    page.goto("/account/password")
    page.get_by_label("Current password").fill(setting.clinician.password)
    page.get_by_label("New password").fill("short")
    page.get_by_label("Repeat password").fill("shorter")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("alert").first).to_be_visible()


def _invited(page: Page, _: Setting) -> None:
    page.goto("/site/")
    page.get_by_label("E-mail address").fill(COLLEAGUE)
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text(COLLEAGUE).first).to_be_visible()


def _sample(page: Page, _: Setting) -> None:
    page.goto("/studies/sample")
    expect(page.locator("#judgement")).to_be_visible()


SCENES: dict[str, Scene] = {
    "sample": _sample,
    "agreement": address("/agreement/"),
    "about": address("/about"),
    "limits": address("/limits/"),
    "account": address("/account/"),
    "account-password": address("/account/password"),
    "account-password-refused": _weak_password,
    "account-second-factor": address("/account/second-factor/"),
    "account-leave": address("/account/leave"),
    "site-members": _invited,
    "site-films": address("/site/films"),
    "site-thresholds": address("/site/thresholds/"),
    "site-audit": address("/site/audit"),
    "study-audit": _study_audit,
}
