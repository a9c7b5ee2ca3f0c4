"""Every response limits what a browser lets our pages do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

PATHS = ["/log-in", "/about", "/studies/", "/nothing", "/api/v1/studies", "/api/v1/nothing"]


@pytest.mark.parametrize("path", PATHS)
def test_every_response_has_the_security_headers(member: Visitor, path: str) -> None:
    headers = member.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_images_and_uploads_are_allowed_only_for_our_two_buckets(member: Visitor) -> None:
    policy = dict(
        part.split(" ", 1) for part in member.get("/about").headers["Content-Security-Policy"].split("; ")
    )
    assert policy["img-src"] == "'self' https://the-results.s3.eu-central-1.amazonaws.com"
    buckets = " ".join(f"https://the-{name}.s3.eu-central-1.amazonaws.com" for name in ("uploads", "results"))
    assert policy["connect-src"] == f"'self' {buckets}"
    assert policy["default-src"] == "'none'"


def test_plain_http_on_loopback_is_not_upgraded(loopback_app: Flask) -> None:
    response = Visitor(loopback_app, "http://localhost").get("/about")
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize("path", ["/log-in", "/sign-up", "/about", "/studies/"])
def test_pages_need_no_inline_scripts_or_styles(member: Visitor, path: str) -> None:
    page = member.get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page), "pages load nothing from other hosts"


def test_links_to_images_forbid_caching(services: Services) -> None:
    for link in (services.films.preview_link("site", "study"), services.films.heatmap_link("site", "study")):
        assert parse_qs(urlsplit(link).query)["response-cache-control"] == ["no-store"]


def test_static_files_may_be_cached_for_a_year(app: Flask, visitor: Visitor) -> None:
    response = visitor.get(f"{app.static_url_path}/js/worklist/worklist.js")
    assert response.cache_control.max_age == 31536000
    assert response.mimetype == "text/javascript"
