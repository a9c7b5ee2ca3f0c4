"""`python -m tests.screenshots` photographs every page and state of the application, in every look.

It starts a stack of its own, and writes PNG files to build/screenshots/. All films are synthetic samples.
With `--readme`, it also writes the pictures of README.md to docs/pictures/.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from infra.local.settings import Settings, free_port
from infra.local.stack import LocalStack
from tests.screenshots.looks import LOOKS, apply
from tests.screenshots.scenes import README_SCENES, SCENES
from tests.screenshots.setting import Setting

FOLDER = Path("build/screenshots")
PICTURES = Path("docs/pictures")


def main() -> None:
    """Photograph the scenes."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="also write the pictures of README.md")
    arguments = parser.parse_args()
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as state, sync_playwright() as playwright:
        settings = Settings(state=Path(state), port=free_port(), aws_port=free_port())
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        with LocalStack(settings) as stack:
            page = _page(browser, stack)
            setting = Setting.prepared(page, stack)
            if arguments.readme:
                _photograph_for_readme(page, setting)
            _photograph(page, setting)
        browser.close()


def _page(browser: Browser, stack: LocalStack) -> Page:
    context = browser.new_context(base_url=stack.outputs["url"], viewport={"width": 1440, "height": 900})
    return context.new_page()


def _photograph(page: Page, setting: Setting) -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, scene in SCENES.items():
        apply(page, LOOKS["light-1440"])
        scene(page, setting)
        for look, how in LOOKS.items():
            apply(page, how)
            page.screenshot(path=FOLDER / f"{name}-{look}.png", full_page=how.is_whole)
        page.unroute_all()
        # The same address once more would be a reload, which keeps what somebody searched for.
        page.goto("about:blank")
    print(f"{len(SCENES) * len(LOOKS)} pictures of {len(SCENES)} scenes in {FOLDER}/")


def _photograph_for_readme(page: Page, setting: Setting) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (scene, look) in README_SCENES.items():
        apply(page, LOOKS[look])
        scene(page, setting)
        page.screenshot(path=PICTURES / f"{name}.jpg", type="jpeg", quality=85)


if __name__ == "__main__":
    main()
