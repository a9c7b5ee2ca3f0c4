"""A film reads as the same film, however its pixels were compressed."""

import io

import numpy as np
import pytest
from pydicom import dcmread, uid
from pydicom.encaps import encapsulate, get_frame

from cxr.imaging.reader import read
from cxr.imaging.structure.jpeg_markers import frame_of
from tests.support.films.dicoms import ENCODERS, deep_chest, dicom, written
from tests.support.films.images import chest
from tests.support.films.reading import shown

LOSSLESS = [
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
    uid.RLELossless,
    uid.JPEGLossless,
    uid.JPEGLosslessSV1,
    uid.JPEGLSLossless,
    uid.JPEG2000Lossless,
    uid.HTJ2KLossless,
]


J2K_SIZE = b"\xff\x4f\xff\x51"


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda syntax: syntax.keyword)
@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_a_deep_film_is_shown_exactly(syntax: uid.UID, bits: int) -> None:
    assert np.abs(shown(dicom(deep_chest(bits), syntax)) - chest()).max() <= 1


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_the_films_of_these_tests_are_encoded_at_their_own_precision(bits: int) -> None:
    film = deep_chest(bits) if bits > 8 else chest()
    for syntax in (uid.JPEGLossless, uid.JPEGLosslessSV1):
        assert frame_of(ENCODERS[syntax](film)).precision == bits
    for syntax in (uid.JPEG2000Lossless, uid.JPEG2000):
        stream = ENCODERS[syntax](film)
        # Ssiz of the first component, bits less one (ISO 15444-1, A.5.1).
        assert stream[stream.index(J2K_SIZE) + 42] + 1 == bits


@pytest.mark.parametrize("syntax", LOSSLESS[2:], ids=lambda syntax: syntax.keyword)
def test_a_film_of_8_bits_is_shown_exactly(syntax: uid.UID) -> None:
    assert np.array_equal(shown(dicom(chest(), syntax)), chest())


@pytest.mark.parametrize(
    ("syntax", "film"),
    [
        (uid.JPEGBaseline8Bit, chest()),
        (uid.JPEGExtended12Bit, deep_chest(12)),
        (uid.JPEGLSNearLossless, deep_chest(12)),
        (uid.JPEG2000, deep_chest(12)),
    ],
    ids=lambda value: getattr(value, "keyword", ""),
)
def test_a_lossy_film_is_shown_closely(
    syntax: uid.UID, film: "np.ndarray[tuple[int, int], np.dtype[np.uint16]]"
) -> None:
    assert np.abs(shown(dicom(film, syntax)) - chest()).mean() < 2


@pytest.mark.parametrize("syntax", LOSSLESS, ids=lambda syntax: syntax.keyword)
def test_a_film_without_a_window_is_windowed_to_the_range_it_uses(syntax: uid.UID) -> None:
    film = shown(dicom(deep_chest(), syntax, WindowCenter=None))
    assert (film.min(), film.max()) == (0, 255)
    assert np.corrcoef(film.ravel(), chest().ravel())[0, 1] > 0.99


def test_a_frame_in_several_fragments_is_put_together() -> None:
    whole = dcmread(io.BytesIO(dicom(deep_chest(), uid.JPEG2000Lossless)))
    whole.PixelData = encapsulate([get_frame(whole.PixelData, 0, number_of_frames=1)], fragments_per_frame=3)
    assert np.abs(shown(written(whole, uid.JPEG2000Lossless)) - chest()).max() <= 1


@pytest.mark.parametrize("syntax", [uid.ImplicitVRLittleEndian, uid.ExplicitVRLittleEndian])
def test_a_file_without_preamble_and_meta_information_is_read(syntax: uid.UID) -> None:
    file = io.BytesIO()
    made = dcmread(io.BytesIO(dicom(deep_chest())))
    made.preamble = None
    del made.file_meta
    made.save_as(file, implicit_vr=syntax.is_implicit_VR, little_endian=True, enforce_file_format=False)
    assert np.abs(shown(file.getvalue()) - chest()).max() <= 1


@pytest.mark.parametrize("syntax", [uid.JPEGLossless, uid.JPEGLosslessSV1])
@pytest.mark.parametrize("bits", [12, 16])
def test_a_foot_of_mid_grey_is_not_taken_for_a_missing_one(syntax: uid.UID, bits: int) -> None:
    film = deep_chest(bits)
    film[-50:] = 1 << (bits - 1)
    assert read(dicom(film, syntax)).height == 240
