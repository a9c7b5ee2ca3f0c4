"""The conformance statement says what the gateway does."""

import re
from pathlib import Path

from infra.gateway import archive
from infra.gateway.reception import receiver

PAGE = Path(__file__).parents[4] / "docs" / "integration" / "dicom_conformance.md"
FILMS, _, RESULTS = PAGE.read_text().partition("## Results")


def uids(text: str) -> list[str]:
    return re.findall(r"\| (1\.2\.840[\d.]+) \|", text)


def test_films_are_taken_in_the_classes_and_syntaxes_that_it_lists() -> None:
    assert uids(FILMS) == [*receiver.FILM_CLASSES, *receiver.TRANSFER_SYNTAXES]


def test_results_are_sent_in_the_classes_that_it_lists() -> None:
    assert set(uids(RESULTS)) == set(archive.RESULT_CLASSES)


def test_each_status_of_a_film_is_listed() -> None:
    statuses = {
        receiver.SUCCESS,
        receiver.NOT_SUPPORTED,
        receiver.OUT_OF_RESOURCES,
        receiver.NO_FILM_OF_THIS_CLASS,
        receiver.NOT_UNDERSTOOD,
    }
    assert {int(code, 16) for code in re.findall(r"^\| ([0-9A-F]{4}) \|", FILMS, re.MULTILINE)} == statuses
