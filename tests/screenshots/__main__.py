"""`python -m tests.screenshots` photographs every page and state of the application, in every look.

It starts a stack of its own, and writes PNG files to build/screenshots/. All films are synthetic samples.
With `--only upload`, it photographs the scenes alone whose names begin so.
With `--readme`, it also writes the pictures of README.md to docs/pictures/.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from infra.local.stack import LocalStack
from tests.browser.chromium import browser_and_stack
from tests.screenshots.looks import LOOKS, Look, apply
from tests.screenshots.scenes import README_SCENES, SCENES
from tests.screenshots.scenes.scene import Scene
from tests.screenshots.setting import Setting

FOLDER = Path("build/screenshots")
PICTURES = Path("docs/pictures")


def main() -> None:
    """Photograph the scenes."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("--only", metavar="NAME", default="", help="the scenes alone whose names begin so")
    parser.add_argument("--readme", action="store_true", help="also write the pictures of README.md")
    arguments = parser.parse_args()
    with browser_and_stack() as (browser, stack):
        context = _context(browser, stack)
        setting = Setting.prepared(context.new_page(), stack)
        if arguments.readme:
            _photograph_for_readme(context, setting)
        _photograph(context, setting, {it: SCENES[it] for it in SCENES if it.startswith(arguments.only)})


def _context(browser: Browser, stack: LocalStack) -> BrowserContext:
    return browser.new_context(base_url=stack.outputs["url"], viewport={"width": 1440, "height": 900})


def _photograph(context: BrowserContext, setting: Setting, scenes: Mapping[str, Scene]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, scene in scenes.items():
        _shoot(context, setting, scene, {FOLDER / f"{name}-{look}.png": how for look, how in LOOKS.items()})
    print(f"{len(scenes) * len(LOOKS)} pictures of {len(scenes)} scenes in {FOLDER}/")


def _photograph_for_readme(context: BrowserContext, setting: Setting) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (scene, look) in README_SCENES.items():
        _shoot(context, setting, scene, {PICTURES / f"{name}.jpg": LOOKS[look]})


def _shoot(context: BrowserContext, setting: Setting, scene: Scene, pictures: Mapping[Path, Look]) -> None:
    """Photograph a scene in a tab of its own, which takes with it what the scene did to the browser."""
    page = context.new_page()
    apply(page, next(iter(pictures.values())))
    scene(page, setting)
    for path, look in pictures.items():
        apply(page, look)
        page.screenshot(path=path, full_page=look.is_whole, quality=85 if path.suffix == ".jpg" else None)
    page.unroute_all(behavior="ignoreErrors")
    page.close()
    context.set_offline(False)


if __name__ == "__main__":
    main()
