"""What a member reads who has chosen German."""

import re
from html.parser import HTMLParser

import pytest
from babel.messages.mofile import read_mo
from flask import Flask

from infra.tools.translations import COMPILED
from tests.unit.webapp.support.visitor import Visitor

ENGLISH = re.compile(r"\b(the|and|of|is|are|with|not|your|this|from|films?|you|to|by)\b", re.IGNORECASE)
"""Words of which most English sentences have one, and that German has not."""

NAMES = re.compile(r"COVID-19 image collection|Frontal films of children|s3:\S+")
"""A public set of films, and from these tests the population of the card and the bucket."""

with COMPILED.open("rb") as file:
    _CATALOGUE = read_mo(file)
_PAIRS = {
    (str(message.id), str(message.string))
    for message in _CATALOGUE
    if message.id and isinstance(message.id, str)
}
SOURCES = {english for english, german in _PAIRS if english != german} - {german for _, german in _PAIRS}
"""The texts that German pages never show."""

TRANSLATIONS = {german for english, german in _PAIRS if english != german} - {
    english for english, _ in _PAIRS
}
"""The texts that English pages never show."""

STRANGERS = (
    "/log-in",
    "/sign-up",
    "/confirm",
    "/password/forgotten",
    "/password/reset",
    "/about",
    "/about/reading",
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
    texts = Texts(page).texts
    return [text for text in texts if text in SOURCES or ENGLISH.search(NAMES.sub("", text))]


@pytest.mark.parametrize("path", STRANGERS)
def test_no_english_is_left_for_a_german_stranger(app: Flask, path: str) -> None:
    stranger = Visitor(app)
    # A worker keeps what it has made for an earlier reader: the German one must find none of it.
    stranger.get(path, headers={"Accept-Language": "en"})
    assert _english(stranger.get(path, headers={"Accept-Language": "de"}).text) == []


def test_no_english_is_left_for_a_german_member(app: Flask, member: Visitor) -> None:
    body = {"content_type": "image/jpeg", "size": 1000}
    paths = _pages_with_a_study(app, member.call("POST", "/studies", json=body).json["study_id"])
    for path in paths:
        member.get(path)
    member.submit("/account/language", form_at="/account/", language="de")
    left, seen = {}, 0
    for path in paths:
        answer = member.get(path)
        if answer.mimetype == "text/html" and answer.status_code != 302:
            seen += 1
            left[path] = _english(answer.text)
    assert seen > 12
    assert {path: texts for path, texts in left.items() if texts} == {}


def test_no_german_is_left_for_the_next_english_member(app: Flask, member: Visitor) -> None:
    body = {"content_type": "image/jpeg", "size": 1000}
    paths = _pages_with_a_study(app, member.call("POST", "/studies", json=body).json["study_id"])
    member.submit("/account/language", form_at="/account/", language="de")
    for path in paths:
        member.get(path)
    member.submit("/account/language", form_at="/account/", language="en")
    left = {path: TRANSLATIONS & set(Texts(member.get(path).text).texts) for path in paths}
    assert {path: texts for path, texts in left.items() if texts} == {}


def _pages_with_a_study(app: Flask, study_id: str) -> list[str]:
    """Return the paths that need nothing but a study."""
    return sorted(
        rule.rule.replace("<study_id>", study_id)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and set(rule.arguments) <= {"study_id"}
    )
