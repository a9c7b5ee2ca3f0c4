"""A member reads the limits of the model before the first film, and again when the model changes."""

from dataclasses import replace

from flask import Flask

from tests.unit.webapp.support.visitor import Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings

NOT_YET = "You have not accepted the limits of this model yet."


def test_the_worklist_leads_to_the_limits_until_they_are_accepted(member: Visitor) -> None:
    assert NOT_YET in member.get("/studies/").text
    page = member.get("/limits/").text
    assert "Three steps" in page
    assert "Limits of model v-test" in page
    assert member.submit("/limits/", version="v-test").location == "/studies/"
    assert NOT_YET not in member.get("/studies/").text
    assert "You accepted these limits on" in member.get("/limits/").text
    assert member.get("/account/export").json["settings"]["limits_accepted"] == "v-test"


def test_limits_are_asked_again_when_the_model_changes(
    member: Visitor, settings: Settings, services: Services
) -> None:
    member.submit("/limits/", version="v-test")
    card = services.model_card
    assert card
    newer = card.model_copy(update={"version": "v-next"})
    later = Visitor(create_app(settings, replace(services, model_card=newer)))
    later.log_in("member@example.org")
    assert NOT_YET in later.get("/studies/").text


def test_limits_of_an_earlier_model_are_not_accepted(member: Visitor) -> None:
    answer = member.submit("/limits/", version="v-old")
    assert answer.location == "/limits/"
    assert "The model has changed since." in member.get("/limits/").text
    assert NOT_YET in member.get("/studies/").text


def test_a_package_without_a_card_has_no_limits_to_accept(card_less_app: Flask, member: Visitor) -> None:
    visitor = Visitor(card_less_app)
    visitor.log_in("member@example.org")
    assert visitor.get("/limits/").status_code == 404
    assert NOT_YET not in visitor.get("/studies/").text
