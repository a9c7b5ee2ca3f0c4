"""The agreement page, and its table."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from cxr.study import Finding, Label, Status, Study
from tests.support.verdicts import OUTSIDE, opinion, study_id, verdict
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.reading import FINDING, give, set_reading
from tests.unit.webapp.support.visitor import Visitor
from tests.unit.webapp.verdicts.conftest import Read
from webapp.services import Services
from webapp.verdicts import verdict_csv, views
from webapp.verdicts.verdict_csv import harmless

POSITIVE, NEGATIVE = opinion("positive"), opinion("negative")


def text_of(visitor: Visitor) -> str:
    """Return the words of the page, without its elements."""
    page = re.sub(r"<[^>]+>", " ", visitor.get("/agreement/").text)
    return re.sub(r"\s+", " ", unescape(page).replace("\N{NO-BREAK SPACE}", " "))


def rows_of(visitor: Visitor, part: int = 1) -> list[dict[str, str]]:
    response = visitor.get(f"/agreement/verdicts-{part}.csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text)))


def test_figures_are_stated_from_thirty_films_on(member: Visitor, services: Services, site: str) -> None:
    for film in range(29):
        services.verdicts.add(site, verdict(film, "agree", None, POSITIVE))
    assert "Model v-1" in text_of(member)
    assert "too few 29 of 30 films" in text_of(member)
    assert "100.0 %" not in text_of(member)
    services.verdicts.add(site, verdict(29, "disagree", "pneumonia", NEGATIVE))
    # 29 of 30: Wilson gives 83.3 to 99.4 %.
    assert text_of(member).count("96.7 % 83.3 % to 99.4 % 29 of 30") == 2, "agreement and sensitivity"
    assert "too few 0 of 30 films" in text_of(member), "specificity"


def test_verdicts_before_the_opinion_have_a_row_of_their_own(
    member: Visitor, services: Services, site: str
) -> None:
    for film in range(30):
        services.verdicts.add(site, verdict(film, None, "none", POSITIVE, before_opinion=True))
        # Having seen the opinion, the reader follows it.
        services.verdicts.add(site, verdict(film, "agree", None, POSITIVE, minute=60))
    all_verdicts, before = text_of(member).split("Given before the model's opinion was shown")[:2]
    assert "100.0 % 88.6 % to 100.0 % 30 of 30" in all_verdicts
    assert "0.0 % 0.0 % to 11.4 % 0 of 30" in before


def test_films_outside_the_population_are_apart(member: Visitor, services: Services, site: str) -> None:
    for film, finding in enumerate(("pneumonia", "none", "other")):
        services.verdicts.add(site, verdict(film, None, finding, OUTSIDE))
    page = text_of(member)
    assert "3 such films have a verdict." in page
    assert "pneumonia on 1 and none on 2 of them" in page
    assert "Model v-1" not in page


def test_a_discrepancy_leads_to_its_study(member: Visitor, read: Read, clock: Clock) -> None:
    agreed, disagreed, deleted = read(patient_ref="P-1"), read(patient_ref="<P-2>"), read(patient_ref="P-3")
    give(member, agreed, finding="pneumonia")
    give(member, disagreed, finding="other")
    clock.advance(timedelta(seconds=1))
    give(member, deleted, verdict="disagree")
    member.call("DELETE", f"/studies/{deleted}")
    page = member.get("/agreement/").text
    assert f'<a href="/studies/{disagreed}">&lt;P-2&gt;</a>' in page
    assert "P-1" not in page and "P-3" not in page
    words = text_of(member)
    assert "Deleted study" in words
    assert "Signs of pneumonia 87.0 % Other finding member@example.org" in words


def test_a_verdict_that_was_overwritten_is_reported(member: Visitor, services: Services, site: str) -> None:
    services.verdicts.add(site, verdict(1, "agree", None, POSITIVE))
    table = services.verdicts._table
    (item,) = table.scan()["Items"]
    table.put_item(Item={**item, "said": "disagree"})
    assert "1 stored verdict was changed" in text_of(member)


def test_without_verdicts_the_page_says_how_to_give_one(member: Visitor) -> None:
    assert "There is no verdict yet." in text_of(member)
    assert member.get("/agreement/verdicts-1.csv").status_code == 404


def test_the_table_has_every_verdict_in_order(member: Visitor, read: Read, clock: Clock) -> None:
    study_id = read(Finding(0.123456, Label.NEGATIVE, None, "v-test"))
    give(member, study_id, verdict="unsure")
    clock.advance(timedelta(seconds=1))
    give(member, study_id, finding="pneumonia", note="Left,\n“basal”")
    first, second = rows_of(member)
    assert (first["verdict"], first["reference"], first["note"]) == ("unsure", "", "")
    assert second == {
        "study_id": study_id,
        "given_at": clock().isoformat(),
        "reader": first["reader"],
        "reader_email": "member@example.org",
        "verdict": "disagree",
        "finding": "pneumonia",
        "before_opinion": "0",
        "model_version": "v-test",
        "label": "negative",
        "probability": "0.123456",
        "reference": "1",
        "in_population": "",
        "note": "Left,\n“basal”",
    }


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_is_a_formula(begin: str) -> None:
    assert harmless(f'{begin}HYPERLINK("http://example.org")').startswith("'")
    assert harmless(f"a{begin}") == f"a{begin}"


def test_a_note_that_is_a_formula_comes_out_as_text(member: Visitor, read: Read) -> None:
    give(member, read(), verdict="agree", note="=1+1")
    (row,) = rows_of(member)
    assert row["note"] == "'=1+1"


def test_a_long_table_comes_in_parts(
    member: Visitor, services: Services, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (verdict_csv, views):
        monkeypatch.setattr(module, "ROWS_A_FILE", 2)
    for film in range(3):
        services.verdicts.add(site, verdict(film, "agree", None, POSITIVE))
    assert [len(rows_of(member, part)) for part in (1, 2)] == [2, 1]
    assert 'href="/agreement/verdicts-2.csv"' in member.get("/agreement/").text
    for part in (0, 3):
        assert member.get(f"/agreement/verdicts-{part}.csv").status_code == 404


def test_a_table_of_films_has_the_newest_verdict_before_the_opinion(
    member: Visitor, services: Services, site: str
) -> None:
    assert member.get("/agreement/before-opinion.csv").status_code == 404
    for minute, finding, blind in ((0, "none", True), (1, "pneumonia", True), (2, "other", False)):
        services.verdicts.add(site, verdict(1, None, finding, POSITIVE, minute=minute, before_opinion=blind))
    assert 'href="/agreement/before-opinion.csv"' in member.get("/agreement/").text
    (row,) = csv.DictReader(io.StringIO(member.get("/agreement/before-opinion.csv").text))
    assert (row["finding"], row["reference"], row["before_opinion"]) == ("pneumonia", "1", "1")


def test_the_table_of_films_has_hashes_of_patients_and_no_reference(
    member: Visitor, services: Services, site: str
) -> None:
    now = services.clock()
    patients: list[dict[str, Any]] = [{"patient_hash": "abc"}, {"patient_ref": "P-secret"}, {}]
    for film, named in enumerate(patients):
        if named:
            services.studies.create(Study(site, study_id(film), Status.AWAITING_UPLOAD, now, now, **named))
        services.verdicts.add(site, verdict(film, None, "none", POSITIVE, before_opinion=True))
    text = member.get("/agreement/before-opinion.csv").text
    assert [row["patient"] for row in csv.DictReader(io.StringIO(text))] == ["abc", "", ""]
    assert "P-secret" not in text


def test_the_page_shows_the_readers_own_site_alone(
    member: Visitor, stranger: Visitor, visitor: Visitor, read: Read
) -> None:
    give(member, read(patient_ref="P-secret"), verdict="disagree")
    assert "P-secret" in text_of(member)
    assert "There is no verdict yet." in text_of(stranger)
    assert stranger.get("/agreement/verdicts-1.csv").status_code == 404
    for path in ("/agreement/", "/agreement/verdicts-1.csv"):
        assert visitor.get(path).status_code == 302


def test_a_discrepancy_shows_with_film_first_once_it_was_judged(
    member: Visitor, colleague: Visitor, read: Read
) -> None:
    study_id = read(FINDING, "P-7")
    give(colleague, study_id, verdict="disagree")
    set_reading(member, film_first=True)
    assert "P-7" not in text_of(member)
    give(member, study_id, finding="other")
    assert "P-7" in text_of(member)
