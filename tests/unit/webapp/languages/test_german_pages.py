"""What a member reads who has chosen German."""

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from tests.unit.webapp.support.visitor import Visitor

ENGLISH = re.compile(r"\b(the|and|of|is|are|with|not|your|this|from|films?|you|to|by)\b", re.IGNORECASE)
"""Words of which most English sentences have one, and that German has not."""

NAMES = re.compile(r"COVID-19 image collection|Frontal films of children|s3:\S+")
"""A public set of films, and from these tests the population of the card and the bucket."""

STRANGERS = (
    "/log-in",
    "/sign-up",
    "/confirm",
    "/password/forgotten",
    "/password/reset",
    "/about",
    "/nowhere",
)


class Texts(HTMLParser):
    """Collects what people read or hear: text between tags, and four attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        shown = ("aria-label", "title", "placeholder", "alt", "data-head")
        self.texts += [value for name, value in attrs if name in shown and value]


def _english(page: str) -> list[str]:
    assert '<html lang="de">' in page
    return [text for text in Texts(page).texts if ENGLISH.search(NAMES.sub("", text))]


@pytest.mark.parametrize("path", STRANGERS)
def test_no_english_is_left_for_a_german_stranger(app: Flask, path: str) -> None:
    assert _english(Visitor(app).get(path, headers={"Accept-Language": "de"}).text) == []


def test_no_english_is_left_for_a_german_member(app: Flask, member: Visitor) -> None:
    member.submit("/account/language", form_at="/account/", language="de")
    body = {"content_type": "image/jpeg", "size": 1000}
    study_id = member.call("POST", "/studies", json=body).json["study_id"]
    pages = {
        rule.rule.replace("<study_id>", study_id)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and set(rule.arguments) <= {"study_id"}
    }
    left, seen = {}, 0
    for path in sorted(pages):
        answer = member.get(path)
        if answer.mimetype == "text/html" and answer.status_code != 302:
            seen += 1
            left[path] = _english(answer.text)
    assert seen > 12
    assert {path: texts for path, texts in left.items() if texts} == {}
