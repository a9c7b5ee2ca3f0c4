"""The language of pages and sentences."""

import pytest
from flask import Flask

from tests.unit.webapp.support.visitor import Visitor

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


@pytest.fixture
def german(app: Flask, member: Visitor) -> Visitor:
    """A member who has chosen German, in a browser that asks for English."""
    member.submit("/account/language", form_at="/account/", language="de")
    return member


def test_a_stranger_gets_the_language_of_the_browser(app: Flask) -> None:
    page = Visitor(app).get("/log-in", headers=GERMAN).text
    assert '<html lang="de">' in page
    assert "Passwort vergessen" in page
    assert "Forgotten" not in page


@pytest.mark.parametrize("wanted", ["", "fr", "en-GB,de;q=0.5", "x" * 300])
def test_a_browser_that_does_not_ask_for_german_gets_english(app: Flask, wanted: str) -> None:
    assert '<html lang="en">' in Visitor(app).get("/log-in", headers={"Accept-Language": wanted}).text


def test_the_choice_of_a_member_counts_before_the_browser(german: Visitor) -> None:
    page = german.get("/account/", headers={"Accept-Language": "en"}).text
    assert '<html lang="de">' in page
    assert "Ihre Sprache ist gespeichert." in page
    german.submit("/account/language", form_at="/account/", language="")
    assert '<html lang="en">' in german.get("/account/", headers={"Accept-Language": "en"}).text


def test_a_language_that_is_not_there_cannot_be_chosen(member: Visitor) -> None:
    assert member.submit("/account/language", form_at="/account/", language="fr").status_code == 400
    assert '<html lang="en">' in member.get("/account/").text


def test_a_german_prevalence_has_a_decimal_comma(german: Visitor) -> None:
    german.submit("/account/prevalence", form_at="/account/", prevalence="12,5")
    assert german.call("GET", "/reading").status_code == 200
    assert 'value="12,5"' in german.get("/account/").text


def test_errors_of_a_form_are_german(german: Visitor) -> None:
    page = german.submit("/account/prevalence", form_at="/account/", prevalence="120")
    assert page.status_code == 302
    assert "Geben Sie die Prävalenz als Anteil von 0,001 bis 0,999 an" in german.get("/account/").text
    page = german.submit("/account/password", current="", password="x", confirm="y")
    assert "Geben Sie Ihr aktuelles Passwort ein." in page.text


def test_a_page_that_is_not_there_says_so_in_german(german: Visitor) -> None:
    assert "Hier ist nichts, oder es wurde gelöscht." in german.get("/nowhere").text


def test_a_program_gets_english_whatever_it_asks_for(app: Flask) -> None:
    headers = {"Authorization": "Bearer none", **GERMAN}
    assert Visitor(app).get("/api/v1/studies", headers=headers).json["detail"] == (
        "Log in, or send a valid access token."
    )


def test_the_page_of_a_member_gets_sentences_of_the_api_in_german(german: Visitor) -> None:
    assert german.call("GET", "/studies/nowhere").json["detail"] == "Hier ist nichts, oder es wurde gelöscht."
