"""The captioned picture."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from pydicom.dataset import Dataset

from cxr.imaging.reader import read
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.study import Finding
from tests.support.films.dicoms import deep_chest
from tests.support.films.identified import identified_film
from tests.support.interchange.results import FINDINGS, NEGATIVE, OUTSIDE, POSITIVE, one


def pixels(made: Dataset) -> npt.NDArray[np.uint8]:
    return np.frombuffer(made.PixelData, np.uint8)[: made.Rows * made.Columns * 3].reshape(
        made.Rows, made.Columns, 3
    )


def picture(film: bytes, finding: Finding) -> npt.NDArray[np.uint8]:
    return pixels(one(film, ObjectKind.SC, finding))


def below_caption(shown: npt.NDArray[np.uint8], film: bytes) -> npt.NDArray[np.uint8]:
    width, height = read(film).image.size
    margin = (shown.shape[1] - width) // 2
    return shown[-height:, margin : margin + width]


def test_the_caption_covers_nothing_of_the_film(film: bytes) -> None:
    grey = np.asarray(read(film).image)
    shown = below_caption(picture(film, OUTSIDE), film)
    assert (shown == grey[:, :, None]).all(), "outside the population there is no heatmap either"


def test_regions_are_outlined_on_positive_films_alone(film: bytes) -> None:
    cyan = np.array([64, 224, 255], np.uint8)
    outlined = {
        name: bool((below_caption(picture(film, finding), film) == cyan).all(axis=2).any())
        for name, finding in FINDINGS.items()
    }
    assert outlined == {
        "positive": True,
        "uncertain": False,
        "negative": False,
        "outside": False,
        "unchecked": False,
    }


def test_captions_differ_with_finding_and_prevalence(film: bytes) -> None:
    made = [
        one(film, ObjectKind.SC, finding, prevalence).PixelData
        for finding, prevalence in ((POSITIVE, None), (POSITIVE, 0.1), (NEGATIVE, None), (OUTSIDE, None))
    ]
    assert len(set(made)) == 4


def test_the_caption_outside_the_population_shows_no_number_of_the_film(film: bytes) -> None:
    other = replace(OUTSIDE, probability=0.123456, regions=())
    assert (picture(film, OUTSIDE) == picture(film, other)).all()


def test_a_large_film_is_reduced() -> None:
    film = identified_film(deep_chest(12, 2600, 2000))
    made = one(film, ObjectKind.SC)
    assert made.Columns == 1024
    assert 788 < made.Rows < 1300


def test_the_picture_says_that_it_is_derived_and_annotated(film: bytes) -> None:
    made = one(film, ObjectKind.SC)
    assert (made.BurnedInAnnotation, made.ImageType, made.Modality) == ("YES", ["DERIVED", "SECONDARY"], "OT")
    (source,) = made.SourceImageSequence
    assert source.ReferencedSOPInstanceUID == "1.2.826.0.1.3680043.9.9999.1.2.3"
    assert source.PurposeOfReferenceCodeSequence[0].CodeValue == "121322"
    assert made.PatientOrientation == ["L", "F"]


@pytest.mark.parametrize("kept", ["01", "00"])
def test_the_loss_of_a_compressed_film_stays_known(kept: str) -> None:
    film = identified_film(
        LossyImageCompression=kept,
        LossyImageCompressionRatio="12",
        LossyImageCompressionMethod="ISO_10918_1",
    )
    made = one(film, ObjectKind.SC)
    assert made.LossyImageCompression == kept
    assert made.LossyImageCompressionRatio == 12
