"""The shipped model, on synthetic films."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxr.errors import FilmRefused, ModelUnusable
from cxr.imaging.reader import RetainedHeader, read
from cxr.inference.classifier import Classifier, Network, load_classifier, model_input
from cxr.inference.model_card import (
    CARD_NAME,
    MODEL_FOLDER,
    MODEL_NAME,
    ModelCard,
    Screening,
    load_model_card,
)
from cxr.study import Label, OutOfPopulation, RefusalReason
from tests.support.films.dicoms import dicom
from tests.support.films.images import chest, drawn_film, encode

SAMPLES = Path(__file__).parents[4] / "infra" / "local" / "samples"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def test_at_least_ten_of_twelve_sample_films_get_their_label(
    classifier: Classifier,
) -> None:
    made_for = {"normal": Label.NEGATIVE, "pneumonia": Label.POSITIVE}
    films = [(path, label) for name, label in made_for.items() for path in SAMPLES.glob(f"{name}-*.jpg")]
    findings = {
        path.name: (classifier.classify(read(path.read_bytes())).finding, label) for path, label in films
    }
    right = [name for name, (finding, label) in findings.items() if finding.label is label]
    assert len(findings) == 12
    assert len(right) >= 10, {name: finding.probability for name, (finding, _) in findings.items()}


def test_the_logit_is_the_mean_of_the_activation_map_plus_a_constant(classifier: Classifier) -> None:
    films = [read(path.read_bytes()) for path in sorted(SAMPLES.glob("*-1.jpg"))] + [
        read(encode(drawn_film()))
    ]
    rests = []
    for film in films:
        judgement = classifier.classify(film)
        rests.append(judgement.logit - judgement.activation_map.mean() / classifier.card.calibration.slope)
    assert np.ptp(rests) < 1e-4


def test_the_same_film_gets_the_same_finding_each_time(classifier: Classifier) -> None:
    film = read(encode(drawn_film()))
    assert classifier.classify(film).finding == classifier.classify(film).finding


def test_the_input_is_squashed_to_the_square_in_integers() -> None:
    given = model_input(read(encode(chest(600, 300))), 128)
    assert given.shape == (1, 128, 128, 1)
    assert given.dtype == np.uint8
    assert np.abs(given[0, :, :, 0].astype(int) - chest(128, 128)).mean() < 4


NEWBORN, CHILD, ADULT = 0.2, 4.9, 52.0


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (RetainedHeader(age=CHILD), None),
        (RetainedHeader(age=5.99), None),
        (RetainedHeader(age=6.0), OutOfPopulation.AGE),
        (RetainedHeader(age=ADULT), OutOfPopulation.AGE),
        (RetainedHeader(age=NEWBORN), OutOfPopulation.AGE),
        (RetainedHeader(age=None), None),
        (RetainedHeader(age=CHILD, one_sided=True), OutOfPopulation.ONE_SIDED),
        (RetainedHeader(age=ADULT, one_sided=True), OutOfPopulation.AGE),
        (None, None),
    ],
    ids=[
        "child",
        "last_day_of_5",
        "birthday_of_6",
        "adult",
        "newborn",
        "age_unsaid",
        "one_side",
        "one_side_of_an_adult",
        "picture",
    ],
)
def test_a_film_whose_header_tells_of_another_population_is_flagged(
    classifier: Classifier, header: RetainedHeader | None, reason: OutOfPopulation | None
) -> None:
    card = classifier.card.model_copy(update={"validated_ages": (1, 5), "screening": None})
    film = replace(read(encode(drawn_film())), header=header)
    found = Classifier(card, classifier._network).classify(film).finding
    assert found.in_population is (False if reason else None)
    assert found.out_of_population_reason is reason
    assert (found.label is None) is (reason is not None)


@pytest.mark.parametrize(
    ("elements", "inside"),
    [
        ({"PatientAge": "003Y"}, True),
        ({"PatientAge": "052Y"}, False),
        ({"PatientAge": "52Y"}, False),
        ({"PatientBirthDate": "19740401", "StudyDate": "20260401"}, False),
        ({"PatientAge": "003Y", "ImageLaterality": "L"}, False),
    ],
    ids=["child", "adult", "adult_in_two_digits", "adult_by_birth_date", "one_side"],
)
def test_a_dicom_header_may_place_a_film_outside_the_population(
    classifier: Classifier, elements: dict[str, str], inside: bool
) -> None:
    film = read(dicom(drawn_film(), **elements))
    assert classifier.classify(film).finding.in_population is inside


def test_without_validated_ages_no_age_is_foreign(classifier: Classifier) -> None:
    card = classifier.card.model_copy(update={"validated_ages": None})
    film = read(encode(drawn_film()))
    aged = replace(film, header=RetainedHeader(age=ADULT))
    judge = Classifier(card, classifier._network).classify
    assert judge(aged).finding == judge(film).finding


def test_a_model_file_that_is_not_the_cards_is_told(tmp_path: Path) -> None:
    (tmp_path / CARD_NAME).write_bytes((MODEL_FOLDER / CARD_NAME).read_bytes())
    (tmp_path / MODEL_NAME).write_bytes(b"another model")
    with pytest.raises(ModelUnusable, match="not the file that its card describes"):
        load_classifier(tmp_path)


def test_a_missing_model_file_is_told(tmp_path: Path) -> None:
    (tmp_path / CARD_NAME).write_bytes((MODEL_FOLDER / CARD_NAME).read_bytes())
    with pytest.raises(ModelUnusable, match=MODEL_NAME):
        load_classifier(tmp_path)


def network_of(**outputs: float) -> Network:
    """A network that says the same of every film."""
    said = {name: np.full((1, 1), value, np.float32) for name, value in outputs.items()}
    return lambda **_: {
        "activation_map": np.zeros((1, 4, 4, 1), np.float32),
        "logit": np.zeros((1, 1)),
        **said,
    }


@pytest.fixture
def screening_card() -> ModelCard:
    screening = Screening(recognized_from=-1.5, in_population_from=0.5)
    return load_model_card().model_copy(update={"screening": screening})


@pytest.mark.parametrize(
    ("population", "reason", "label"),
    [(0.4, OutOfPopulation.APPEARANCE, None), (0.5, None, Label.POSITIVE), (3, None, Label.POSITIVE)],
)
def test_a_film_of_another_population_gets_a_flag_and_no_label(
    screening_card: ModelCard, population: float, reason: OutOfPopulation | None, label: Label | None
) -> None:
    classifier = Classifier(screening_card, network_of(recognition=0, population=population, logit=9))
    finding = classifier.classify(read(encode(drawn_film()))).finding
    assert finding.in_population is (reason is None)
    assert finding.out_of_population_reason is reason
    assert finding.label is label
    assert finding.probability > 0.99


def test_the_header_names_the_reason_of_a_film_that_looks_foreign_too(screening_card: ModelCard) -> None:
    classifier = Classifier(screening_card, network_of(recognition=0, population=0.4))
    film = replace(read(encode(drawn_film())), header=RetainedHeader(age=ADULT))
    assert classifier.classify(film).finding.out_of_population_reason is OutOfPopulation.AGE


def test_what_is_no_chest_film_is_refused(screening_card: ModelCard) -> None:
    classifier = Classifier(screening_card, network_of(recognition=-2, population=3))
    with pytest.raises(FilmRefused) as refused:
        classifier.classify(read(encode(drawn_film())))
    assert refused.value.reason is RefusalReason.NOT_A_CHEST_XRAY


def test_a_model_without_screening_says_that_it_cannot_tell(screening_card: ModelCard) -> None:
    classifier = Classifier(screening_card, network_of(recognition=-2, population=-2)).without_screening()
    assert classifier.classify(read(encode(drawn_film()))).finding.in_population is None
