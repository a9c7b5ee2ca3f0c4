"""The page of a site's thresholds."""

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from cxr.figures.proportion import Proportion
from cxr.inference.model_card import ModelCard
from cxr.storage.sites.roles import CLINICIAN
from cxr.study import Finding, Label, Status, Study
from tests.support.verdicts import study_id, verdict
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

PAGE = "/site/thresholds/"


@pytest.fixture
def card(services: Services) -> ModelCard:
    assert services.model_card
    return services.model_card


@pytest.fixture
def site(member: Visitor, cognito: FakeCognito, members_table: "Table") -> str:
    """The site of the signed-in administrator."""
    sub = cognito.users["member@example.org"].sub
    return str(members_table.get_item(Key={"sub": sub})["Item"]["site"])


def _words(visitor: Visitor) -> str:
    page = re.sub(r"<[^>]+>", " ", visitor.get(PAGE).text)
    return re.sub(r"\s+", " ", unescape(page).replace("\N{NO-BREAK SPACE}", " "))


def _judge(services: Services, site: str, version: str, ill: int, well: int) -> None:
    """Have readers judge films before the opinion: ill ones from 0.5 on, well ones below 0.5."""
    for film in range(ill + well):
        is_ill = film < ill
        probability = 0.5 + film / 1000 if is_ill else 0.4 - film / 1000
        found = Finding(probability, Label.UNCERTAIN, True, version)
        said = "pneumonia" if is_ill else "none"
        services.verdicts.add(site, verdict(film, None, said, found, before_opinion=True))


def _save(visitor: Visitor, version: str, below: str, positive: str) -> str:
    fields = {"model_version": version, "negative_below": below, "positive_from": positive}
    answer = visitor.submit(PAGE, "/account/password", **fields)
    return unescape(visitor.get(PAGE).text if answer.status_code == 302 else answer.text)


def test_thresholds_are_saved_for_the_model_in_use_alone(
    member: Visitor, services: Services, site: str, card: ModelCard
) -> None:
    _judge(services, site, card.version, 50, 50)
    assert "50 with pneumonia in their eyes and 50 without" in _words(member)
    # All films with pneumonia are above 50 %, and all others below.
    assert re.search(r"50\.0 % \S* ?100\.0 % 92\.9 % to 100\.0 %", _words(member))

    assert "The thresholds are saved" in _save(member, card.version, "20", "45.5")
    found = services.site_thresholds.in_force(site, card.version)
    assert found
    assert (found.negative_below, found.positive_from) == (0.2, 0.455)
    assert found.name.startswith(f"site:{site}/")
    assert services.site_thresholds.in_force(site, "another") is None
    assert "member@example.org" in _words(member)

    member.submit(f"{PAGE}withdraw", PAGE, model_version=card.version)
    assert services.site_thresholds.in_force(site, card.version) is None
    assert len(services.site_thresholds.history(site)) == 2


@pytest.mark.parametrize(("ill", "well"), [(49, 60), (60, 49)])
def test_thresholds_on_too_few_films_are_not_saved(
    member: Visitor, services: Services, site: str, card: ModelCard, ill: int, well: int
) -> None:
    _judge(services, site, card.version, ill, well)
    assert "Saving needs 50 films with pneumonia and 50 without" in _words(member)
    _save(member, card.version, "20", "45")
    assert services.site_thresholds.history(site) == ()


@pytest.mark.parametrize(("below", "positive"), [("50", "20"), ("0", "50"), ("20", "100"), ("x", "50")])
def test_thresholds_that_divide_nothing_are_refused_with_a_sentence(
    member: Visitor, services: Services, site: str, card: ModelCard, below: str, positive: str
) -> None:
    _judge(services, site, card.version, 50, 50)
    assert "field-error" in _save(member, card.version, below, positive)
    assert services.site_thresholds.history(site) == ()


def test_figures_of_another_model_save_nothing(
    member: Visitor, services: Services, site: str, card: ModelCard
) -> None:
    _judge(services, site, card.version, 50, 50)
    assert "The model has changed" in _save(member, "an older one", "20", "45")
    assert services.site_thresholds.history(site) == ()


def test_verdicts_after_the_opinion_do_not_count(
    member: Visitor, services: Services, site: str, card: ModelCard
) -> None:
    found = Finding(0.9, Label.POSITIVE, True, card.version)
    services.verdicts.add(site, verdict(1, "agree", None, found))
    assert "0 with pneumonia in their eyes and 0 without" in _words(member)


def test_intervals_are_over_patients_where_films_share_one(
    member: Visitor, services: Services, site: str, card: ModelCard
) -> None:
    _judge(services, site, card.version, 50, 50)
    assert "Wilson's: no two of these films are known to be of one patient" in _words(member)
    now = services.clock()
    # Ten films with pneumonia of each of five patients: by a hash, or by the reference that somebody typed.
    for film in range(50):
        named: dict[str, Any] = {"patient_hash" if film % 2 else "patient_ref": f"P-{film % 5}-{film % 2}"}
        services.studies.create(Study(site, study_id(film), Status.AWAITING_UPLOAD, now, now, **named))
    words = _words(member)
    assert "over the 60 patients" in words
    # All films with pneumonia are above 50 %, so the width is that of 30 patients, 60 of 100 films.
    low, _ = Proportion(30, 30).interval or (0, 0)
    assert re.search(rf"50\.0 % \S* ?100\.0 % {100 * low:.1f} % to 100\.0 %", words)


def test_only_an_administrator_sees_the_page(
    app: Flask, cognito: FakeCognito, services: Services, site: str
) -> None:
    user = cognito.add_user("colleague@example.org", PASSWORD)
    services.site_members.add(user.sub, site, CLINICIAN)
    visitor = Visitor(app)
    visitor.log_in("colleague@example.org")
    assert visitor.get(PAGE).status_code == 403
