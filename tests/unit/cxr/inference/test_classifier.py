"""The shipped model, on synthetic films."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cxr.errors import FilmRefused, ModelUnusable
from cxr.imaging.reader import RetainedHeader, read
from cxr.inference.activation_map import film_logit
from cxr.inference.classifier import Classifier, load_classifier
from cxr.inference.model_card import CARD_NAME, MODEL_FOLDER, MODEL_NAME, SCREENING_NAME
from cxr.inference.screening import Picture
from cxr.study import Label, OutOfPopulation, RefusalReason
from tests.support.films.dicoms import dicom
from tests.support.films.images import drawn_film, encode
from tests.support.inference.networks import CARD, classifier_of, finding_network, screening_network

SAMPLES = Path(__file__).parents[4] / "infra" / "local" / "samples"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return load_classifier()


def test_every_sample_film_gets_its_label(
    classifier: Classifier,
) -> None:
    made_for = {"normal": Label.NEGATIVE, "pneumonia": Label.POSITIVE}
    films = [(path, label) for name, label in made_for.items() for path in SAMPLES.glob(f"{name}-*.jpg")]
    findings = {
        path.name: (classifier.classify(read(path.read_bytes())).finding, label) for path, label in films
    }
    right = [name for name, (finding, label) in findings.items() if finding.label is label]
    assert len(findings) == 12
    assert len(right) == 12, {name: finding.probability for name, (finding, _) in findings.items()}


def test_logit_is_a_function_of_the_map_and_the_lungs(classifier: Classifier) -> None:
    for path in sorted(SAMPLES.glob("*-1.jpg")):
        prediction = classifier.classify(read(path.read_bytes()))
        assert prediction.logit == film_logit(prediction.cells, prediction.lungs)


def test_the_same_film_gets_the_same_finding_each_time(classifier: Classifier) -> None:
    film = read(encode(drawn_film()))
    assert classifier.classify(film).finding == classifier.classify(film).finding


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
def test_film_with_the_header_of_another_population_is_flagged(
    header: RetainedHeader | None, reason: OutOfPopulation | None
) -> None:
    card = CARD.model_copy(update={"validated_ages": (1, 5)})
    film = replace(read(encode(drawn_film())), header=header)
    found = classifier_of(card=card).classify(film).finding
    assert found.in_population is (reason is None)
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
def test_dicom_header_may_place_a_film_outside_the_population(elements: dict[str, str], inside: bool) -> None:
    card = CARD.model_copy(update={"validated_ages": (1, 5)})
    film = read(dicom(drawn_film(), **elements))
    assert classifier_of(card=card).classify(film).finding.in_population is inside


def test_without_validated_ages_every_age_is_inside() -> None:
    film = read(encode(drawn_film()))
    aged = replace(film, header=RetainedHeader(age=ADULT))
    judge = classifier_of().classify
    assert judge(aged).finding == judge(film).finding


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model."""
    for name in (CARD_NAME, MODEL_NAME, SCREENING_NAME):
        (tmp_path / name).write_bytes((MODEL_FOLDER / name).read_bytes())
    return tmp_path


@pytest.mark.parametrize("name", [MODEL_NAME, SCREENING_NAME])
def test_model_file_of_another_card_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"another model")
    with pytest.raises(ModelUnusable, match=f"{name} is not the file that its card describes"):
        load_classifier(folder)


@pytest.mark.parametrize("name", [MODEL_NAME, SCREENING_NAME])
def test_missing_model_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelUnusable, match=name):
        load_classifier(folder)


@pytest.mark.parametrize(
    ("population", "reason", "label"),
    [(0.4, OutOfPopulation.APPEARANCE, None), (0.5, None, Label.POSITIVE), (3, None, Label.POSITIVE)],
)
def test_film_of_another_population_gets_a_flag_and_no_label(
    population: float, reason: OutOfPopulation | None, label: Label | None
) -> None:
    classifier = classifier_of(finding_network(9), screening_network(population=population))
    finding = classifier.classify(read(encode(drawn_film()))).finding
    assert finding.in_population is (reason is None)
    assert finding.out_of_population_reason is reason
    assert finding.label is label
    assert finding.probability > 0.99


def test_header_names_the_reason_of_a_film_that_looks_foreign_too() -> None:
    card = CARD.model_copy(update={"validated_ages": (1, 5)})
    classifier = classifier_of(screening=screening_network(population=0.4), card=card)
    film = replace(read(encode(drawn_film())), header=RetainedHeader(age=ADULT))
    assert classifier.classify(film).finding.out_of_population_reason is OutOfPopulation.AGE


def test_picture_of_something_else_is_refused() -> None:
    classifier = classifier_of(screening=screening_network(picture=Picture.NOT_A_CHEST))
    with pytest.raises(FilmRefused) as refused:
        classifier.classify(read(encode(drawn_film())))
    assert refused.value.reason is RefusalReason.NOT_A_CHEST_XRAY


def test_film_without_lungs_is_refused() -> None:
    classifier = classifier_of(screening=screening_network(lungs=np.full((48, 48), -9, np.float32)))
    with pytest.raises(FilmRefused) as refused:
        classifier.classify(read(encode(drawn_film())))
    assert refused.value.reason is RefusalReason.NOT_A_CHEST_XRAY


def test_classifier_without_screening_judges_every_picture() -> None:
    nothing = screening_network(lungs=np.full((48, 48), -9, np.float32), picture=Picture.NOT_A_CHEST)
    judged = classifier_of(screening=nothing).without_screening().classify(read(encode(drawn_film())))
    assert judged.logit == pytest.approx(-3, abs=1e-3)


def test_map_and_regions_lie_where_the_evidence_is() -> None:
    cells = np.full((10, 10), -6, np.float32)
    cells[5:8, :4] = 6
    prediction = classifier_of(finding_network(cells=cells)).classify(read(encode(drawn_film())))
    assert prediction.finding.label is Label.POSITIVE
    (region,) = prediction.finding.regions
    assert region.x + region.width < 0.5
    assert 0.4 < region.y < region.y + region.height < 0.9
    assert prediction.activation_map[:, 16:].max() < 0
