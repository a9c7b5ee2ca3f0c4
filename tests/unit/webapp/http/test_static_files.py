"""Scripts and styles are sent compressed and once, from a package as from a checkout."""

import gzip
import json
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

import webapp
from infra.packaging.bundles import bundle_pages
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.http.page_assets import page_assets
from webapp.http.static_files import init_static_files
from webapp.services import Services
from webapp.settings import Settings

WEBAPP = Path(webapp.__file__).parent


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web application as in a package."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(WEBAPP, folder / "webapp", ignore=shutil.ignore_patterns("__pycache__"))
    bundle_pages(folder)
    return folder / "webapp"


@pytest.fixture
def app(packaged: Path) -> Flask:
    app = Flask("static files", root_path=str(packaged))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 365 * 24 * 60 * 60
    init_static_files(app)
    return app


@pytest.mark.parametrize("page", json.loads((WEBAPP / "pages.json").read_text()))
def test_a_packaged_page_takes_one_script_and_one_style(packaged: Path, page: str) -> None:
    assets = page_assets(page, packaged)
    assert (assets.styles, assets.scripts) == ((f"pages/{page}.css",), (f"pages/{page}.js",))
    files = [packaged / "static" / name for name in (*assets.styles, *assets.scripts)]
    assert all(file.is_file() for file in files)
    assert sum(file.with_name(f"{file.name}.br").stat().st_size for file in files) < 22_000


@pytest.mark.parametrize("page", json.loads((WEBAPP / "pages.json").read_text()))
def test_a_page_of_a_checkout_names_files_that_are_there(page: str) -> None:
    assets = page_assets(page)
    assert all((WEBAPP / "static" / name).is_file() for name in (*assets.styles, *assets.scripts))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("", None)],
)
def test_a_file_comes_in_the_best_coding_that_the_browser_knows(
    app: Flask, packaged: Path, accepted: str, coding: str | None
) -> None:
    response = app.test_client().get("/static/pages/result.js", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == coding
    assert response.mimetype == "text/javascript"
    assert response.headers["Vary"] == "Accept-Encoding"
    whole = (packaged / "static" / "pages" / "result.js").read_bytes()
    if coding == "gzip":
        assert gzip.decompress(response.data) == whole
    if coding is None:
        assert response.data == whole


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_cold_worklist_asks_for_four_static_files_at_most(
    settings: Settings, services: Services, cognito: FakeCognito, packaged: Path, language: str
) -> None:
    app = create_app(settings, services)
    app.add_template_global(lambda page: page_assets(page, packaged), "page_assets")
    cognito.add_user("member@example.org", PASSWORD)
    member = Visitor(app)
    member.log_in("member@example.org")
    member.submit("/account/language", form_at="/account/", language=language)
    page = member.get("/studies/").text
    assert f'<html lang="{language}">' in page
    wanted = set(re.findall(rf'(?:src|href)="{app.static_url_path}/([^"]+)"', page))
    assert {"pages/worklist.css", "pages/worklist.js"} <= wanted
    assert len(wanted) <= 4, wanted
    # Nothing comes after them.
    assert not re.search(r"""\b(import|from)\s*\(?["']""", _text(packaged, "worklist.js"))
    assert not re.search(r"@import|url\(", _text(packaged, "worklist.css"))


def _text(packaged: Path, bundle: str) -> str:
    return (packaged / "static" / "pages" / bundle).read_text()


def test_browsers_never_ask_again_for_a_static_file(app: Flask) -> None:
    control = app.test_client().get("/static/logo.svg").cache_control
    assert (control.immutable, control.public, control.max_age) == (True, True, 31536000)
    assert app.test_client().get("/static/../pages.json").status_code == 404


def test_the_same_files_give_the_same_bundles(packaged: Path, tmp_path: Path) -> None:
    shutil.copytree(WEBAPP, tmp_path / "webapp", ignore=shutil.ignore_patterns("__pycache__"))
    bundle_pages(tmp_path)
    for file in (packaged / "static").rglob("*"):
        if file.is_file():
            assert (tmp_path / "webapp" / file.relative_to(packaged)).read_bytes() == file.read_bytes()
