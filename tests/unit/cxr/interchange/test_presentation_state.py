"""The regions as vectors over the film."""

from typing import Any

import numpy as np
import pytest
from pydicom import uid
from pydicom.dataset import Dataset

from cxr.interchange.dicom.result_object import ObjectKind
from tests.support.films.dicoms import deep_chest
from tests.support.films.identified import identified_film
from tests.support.interchange.results import NEGATIVE, OUTSIDE, REGIONS, one


def state_of(film: bytes, **options: Any) -> Dataset:
    return one(film, ObjectKind.PR, **options)


def table(first: int = 0) -> Dataset:
    made = Dataset()
    made.add_new("LUTDescriptor", "US", [256, first, 16])
    made.add_new("LUTData", "OW", np.arange(0, 65536, 256, dtype=np.uint16).tobytes())
    return made


def test_each_region_is_a_line_in_pixels_of_the_film(film: bytes) -> None:
    (annotation,) = state_of(film).GraphicAnnotationSequence
    assert len(annotation.GraphicObjectSequence) == len(REGIONS)
    for line, region in zip(annotation.GraphicObjectSequence, REGIONS, strict=True):
        assert (line.GraphicType, line.GraphicAnnotationUnits, line.NumberOfGraphicPoints) == (
            "POLYLINE",
            "PIXEL",
            5,
        )
        assert line.GraphicData[:2] == pytest.approx([300 * region.x, 240 * region.y])


def test_other_films_have_words_and_no_lines(film: bytes) -> None:
    for finding, words in ((NEGATIVE, "label: negative"), (OUTSIDE, "Not validated for this film")):
        (annotation,) = state_of(film, finding=finding).GraphicAnnotationSequence
        assert "GraphicObjectSequence" not in annotation
        (caption,) = annotation.TextObjectSequence
        assert words in caption.UnformattedTextValue
        assert "NOT FOR DIAGNOSIS" in caption.UnformattedTextValue


def test_the_film_keeps_its_window() -> None:
    made = state_of(identified_film(deep_chest(), WindowCenter=[1800, 1000], WindowWidth=[3000, 200]))
    (voi,) = made.SoftcopyVOILUTSequence
    assert (voi.WindowCenter, voi.WindowWidth) == (1800, 3000)
    assert made.PresentationLUTShape == "IDENTITY"


def test_a_negative_film_stays_negative() -> None:
    made = state_of(identified_film(PhotometricInterpretation="MONOCHROME1"))
    assert made.PresentationLUTShape == "INVERSE"


def test_the_film_keeps_its_rescaling() -> None:
    made = state_of(identified_film(RescaleSlope="2", RescaleIntercept="-100", RescaleType="US"))
    assert (made.RescaleSlope, made.RescaleIntercept, made.RescaleType) == (2, -100, "US")


@pytest.mark.parametrize("syntax", [uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian])
def test_the_film_keeps_its_tables(syntax: str) -> None:
    film = identified_film(
        syntax=syntax,
        ModalityLUTSequence=[table()],
        VOILUTSequence=[table()],
        WindowCenter=None,
        WindowWidth=None,
    )
    made = state_of(film)
    for found in (made.ModalityLUTSequence[0], made.SoftcopyVOILUTSequence[0].VOILUTSequence[0]):
        assert found.LUTDescriptor == [256, 0, 16]
        assert found.LUTData == table().LUTData


def test_the_whole_film_is_shown_in_its_aspect() -> None:
    (area,) = state_of(identified_film(PixelSpacing=[0.2, 0.1])).DisplayedAreaSelectionSequence
    assert area.DisplayedAreaBottomRightHandCorner == [300, 240]
    assert area.PresentationPixelSpacing == [0.2, 0.1]
    (plain,) = state_of(identified_film()).DisplayedAreaSelectionSequence
    assert plain.PresentationPixelAspectRatio == [1, 1]
