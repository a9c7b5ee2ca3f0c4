"""The label of a film rests on the thresholds of its site, where those are of the model in use."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from cxr.site_thresholds import SavedThresholds
from cxr.storage.sites.site_thresholds import ThresholdsStore
from cxr.study import Label
from cxr.thresholds import SiteThresholds
from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm

OWN = SiteThresholds("site:st-marys/1", 0.3, 0.8)
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("version", "label", "name"),
    [("test-1", Label.UNCERTAIN, "site:st-marys/1"), ("test-0", Label.POSITIVE, "card")],
)
def test_a_film_is_labelled_by_the_thresholds_of_its_site_for_this_model(
    film_processor: FilmProcessor,
    deliver: Callable[..., IncomingFilm],
    film: bytes,
    result: Callable[[], dict[str, Any]],
    site_thresholds: ThresholdsStore,
    version: str,
    label: Label,
    name: str,
) -> None:
    site_thresholds.save("st-marys", SavedThresholds(version, OWN, "a@example.org", NOON, 60, 70))

    study = film_processor.read(deliver(film), is_last_receive=False)

    assert study.finding
    assert (study.finding.probability, study.finding.label) == (0.75, label)
    assert (result()["operating_point"], result()["label"]) == (name, label)


def test_a_film_outside_the_validated_population_has_no_label(
    film_processor: FilmProcessor,
    deliver: Callable[..., IncomingFilm],
    film: bytes,
    classifier: Any,
    site_thresholds: ThresholdsStore,
) -> None:
    site_thresholds.save("st-marys", SavedThresholds("test-1", OWN, "a@example.org", NOON, 60, 70))
    classifier.finding = replace(classifier.finding, label=None, in_population=False)

    study = film_processor.read(deliver(film), is_last_receive=False)

    assert study.finding == classifier.finding
