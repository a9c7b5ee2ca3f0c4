"""The content of the pages that needs no script."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask

from cxr.inference.model_card import load_model_card
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings

ROOT = Path(__file__).parents[4]


def test_the_worklist_names_the_sites_inbox(member: Visitor) -> None:
    key = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json["upload"][
        "fields"
    ]["key"]
    site = key.split("/")[1]
    assert f"s3://the-uploads/inbox/{site}/" in member.get("/studies/").text


def test_the_result_page_states_that_it_is_decision_support(member: Visitor) -> None:
    body = {"content_type": "image/png", "size": 1, "patient_ref": "<b>P-1</b>"}
    study_id = member.call("POST", "/studies", json=body).json["study_id"]
    page = member.get(f"/studies/{study_id}").text
    assert "This is decision support and not a diagnosis." in page
    assert 'data-negative-below="0.2"' in page
    assert "&lt;b&gt;P-1&lt;/b&gt;" in page
    assert "<title>Study · Pneumoscope</title>" in page, "no reference in a title: browsers store titles"


def test_the_about_page_shows_the_figures_of_the_model_card(visitor: Visitor) -> None:
    page = visitor.get("/about").text
    assert "Not a diagnosis, and not a medical device." in page
    assert "v-test" in page
    assert "0.961" in page
    assert "from 60.0 %" in page


def test_a_figure_is_shown_with_its_interval_if_the_card_has_one(visitor: Visitor) -> None:
    page = visitor.get("/about").text
    assert re.search(r"<td>0\.961<br><small>0\.938.<wbr>0\.971</small></td>", page)
    assert "<td>0.987</td>" in page
    assert "<td>None</td>" not in page


def test_the_about_page_has_a_row_for_each_set_of_films_alone(visitor: Visitor) -> None:
    table = visitor.get("/about").text.partition('aria-label="Measured figures"')[2].partition("</table>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == [
        "Test set",
        "Holdout films",
        "Held-out series",
    ]
    assert not re.search(r"0\.551|0\.944", table), "covered and treated films are no sets of their own"


def test_the_about_page_shows_refusals_of_images_not_used_in_training(visitor: Visitor) -> None:
    page = visitor.get("/about").text
    row = page[page.index("Photographs") :].partition("</tr>")[0]
    assert re.findall(r"<td>(.*?)</td>", row) == ["40", "97.5\N{NO-BREAK SPACE}%", "0.0\N{NO-BREAK SPACE}%"]
    assert not re.search(r"\b554\b", page), "images used to fit the screening prove nothing"


def test_the_about_page_shows_the_release_criteria_that_are_missed(visitor: Visitor) -> None:
    part = " ".join(visitor.get("/about").text.partition("Where it falls short")[2].split())
    assert "Of 2 release criteria, the model misses 1." in part
    rows = re.findall(r'<th scope="row">(.*?)</th> <td>(.*?)</td> <td>(.*?)</td>', part)
    assert rows == [("Specificity", "≥ 0.880", "0.851")]


def test_the_about_page_and_the_model_card_miss_the_same_criteria(
    settings: Settings, services: Services
) -> None:
    shipped = replace(services, model_card=load_model_card())
    part = Visitor(create_app(settings, shipped)).get("/about").text.partition("Where it falls short")[2]
    on_page = re.findall(r'<th scope="row">(.*?)</th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>', unescape(part))
    document = (ROOT / "docs/model_card.md").read_text()
    on_card = re.findall(r"^\| (.+?) \| (.+?) \| .+? \| (.+?) \| \*\*missed\*\* \|$", document, re.MULTILINE)
    assert on_page
    assert [(name, float(must[2:]), figure) for name, must, figure in on_page] == [
        (name, float(must[2:]), figure) for name, must, figure in on_card
    ]


def test_a_probability_is_shown_with_its_assumed_prevalence(member: Visitor, visitor: Visitor) -> None:
    study = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json
    for page in (member.get(f"/studies/{study['study_id']}").text, visitor.get("/about").text):
        assert "76.4 %" in page
        assert re.search(
            r"robability assumes that 76\.4 % of films show pneumonia\.\s+Where pneumonia is rarer", page
        )


def test_a_reader_learns_what_each_outcome_means_and_how_often_it_is_right(
    settings: Settings, services: Services, visitor: Visitor
) -> None:
    page = visitor.get("/about/reading").text
    for words in ("Signs of pneumonia", "Uncertain", "Not validated for this film", "Refused"):
        assert words in page
    assert "Of 100 films" not in page, "the card of these tests has no such figures"
    card = load_model_card()
    test: Any = card.figures["test"]
    shipped = Visitor(create_app(settings, replace(services, model_card=card))).get("/about/reading").text
    found, called_ill = (round(100 * test[name]) for name in ("sensitivity", "specificity"))
    assert f"with pneumonia, about {found} were called “Signs of pneumonia”" in shipped
    assert f"without pneumonia, about {100 - called_ill} were called “Signs of pneumonia”" in shipped
    assert f"Counted on {test['films']} test films" in shipped


def test_tables_of_the_about_page_can_be_reached_by_keyboard(visitor: Visitor) -> None:
    regions = re.findall(
        r'<div class="wide" tabindex="0" role="region" aria-label="([^"]+)">', visitor.get("/about").text
    )
    assert len(regions) == len(set(regions)) == 3


def test_pages_state_what_the_storage_keeps_of_a_deleted_study(member: Visitor, visitor: Visitor) -> None:
    study = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json
    for page in (member.get(f"/studies/{study['study_id']}").text, visitor.get("/about").text):
        text = " ".join(page.split())
        assert re.search(r"[Tt]he storage (still )?keeps .* for about two weeks", text)
        assert "backups of the finding for about five weeks" in text


def test_pages_warn_of_a_model_that_is_not_for_use(
    settings: Settings, services: Services, cognito: FakeCognito
) -> None:
    assert services.model_card
    card = services.model_card.model_copy(update={"not_for_use": True})
    visitor = Visitor(create_app(settings, replace(services, model_card=card)))
    cognito.add_user("known@example.org", PASSWORD)
    visitor.log_in("known@example.org")
    body = {"content_type": "image/png", "size": 1}
    study_id = visitor.call("POST", "/studies", json=body).json["study_id"]
    for path in ("/about", f"/studies/{study_id}"):
        assert "This model is not for use" in visitor.get(path).text


def test_pages_work_without_a_model_card(card_less_app: Flask, cognito: FakeCognito) -> None:
    cognito.add_user("known@example.org", PASSWORD)
    visitor = Visitor(card_less_app)
    visitor.log_in("known@example.org")
    study_id = visitor.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json[
        "study_id"
    ]
    page = visitor.get(f"/studies/{study_id}").text
    assert "data-negative-below" not in page
    assert "The model's probability assumes" not in page
    assert visitor.get("/about").status_code == 200
