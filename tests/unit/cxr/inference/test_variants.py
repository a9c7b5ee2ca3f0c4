"""A film in another form gets the finding of the film itself."""

from collections.abc import Callable
from functools import cache
from typing import Any

import imagecodecs
import numpy as np
import pytest
from PIL import Image
from pydicom import uid
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate

from cxr.imaging.reader import read
from cxr.inference.classifier import Classifier, Prediction, load_classifier
from tests.support.films.dicoms import ENCODERS, dataset, dicom, raw, written
from tests.support.films.images import SAMPLES, encode

TOLERANCE = 0.03
"""Difference of two probabilities by rounding and compression alone."""

Deep = Any
FULL = (1 << 12) - 1


def film(name: str) -> Deep:
    """Return a sample film over the whole range of 12 bits."""
    with Image.open(SAMPLES / f"{name}.jpg") as picture:
        grey = np.asarray(picture.convert("L")).astype(np.float64)
    low, high = grey.min(), grey.max()
    return np.rint((grey - low) * FULL / (high - low)).astype(np.uint16)


def greys(deep: Deep) -> Any:
    return np.rint(deep * (255 / FULL)).astype(np.uint8)


def padded(deep: Deep, syntax: str) -> bytes:
    made = dataset(deep)
    made.PixelData = encapsulate([ENCODERS[syntax](deep) + b"\0" * 512])
    made["PixelData"].VR = "OB"
    return written(made, syntax)


def through_a_table(deep: Deep, bits: int) -> bytes:
    item = Dataset()
    item.LUTDescriptor = [FULL + 1, 0, bits]
    item["LUTDescriptor"].VR = "US"
    item.add_new("LUTData", "US", list(range(FULL + 1)))
    return dicom(deep, VOILUTSequence=[item], WindowCenter=None, WindowWidth=None)


def transparent(deep: Deep) -> bytes:
    return bytes(imagecodecs.png_encode(np.dstack([deep * 16, np.full_like(deep, 65535)])))


VARIANTS: dict[str, Callable[[Deep], bytes]] = {
    "a body part in Spanish": lambda deep: dicom(deep, BodyPartExamined="TORAX"),
    "a misspelt body part": lambda deep: dicom(deep, BodyPartExamined="PECHO"),
    "a body part with a broken accent": lambda deep: dicom(
        deep, BodyPartExamined=raw("BodyPartExamined", b"T\xd3RAX")
    ),
    "an unknown body part": lambda deep: dicom(deep, BodyPartExamined="UNKNOWN"),
    "one spacing": lambda deep: dicom(deep, PixelSpacing="0.139"),
    "a window with decimal commas": lambda deep: dicom(
        deep, WindowCenter=raw("WindowCenter", b"2048,0"), WindowWidth=raw("WindowWidth", b"4096,0")
    ),
    "a window that is a word": lambda deep: dicom(deep, WindowCenter=raw("WindowCenter", b"auto")),
    "no window": lambda deep: dicom(deep, WindowCenter=None, WindowWidth=None),
    "a window of 14 bits": lambda deep: dicom(deep, WindowCenter=8192, WindowWidth=16384),
    "a window of 11 bits": lambda deep: dicom(deep, WindowCenter=1024, WindowWidth=2048),
    "a window of 8 bits": lambda deep: dicom(deep, WindowCenter=128, WindowWidth=256),
    "bits stored that are too few": lambda deep: dicom(deep, BitsStored=10, HighBit=9),
    "an empty table": lambda deep: dicom(deep, VOILUTSequence=[Dataset()]),
    "a table of 12 bits": lambda deep: through_a_table(deep, 12),
    "a table whose header names 16 bits": lambda deep: through_a_table(deep, 16),
    "a rescaled film": lambda deep: dicom(
        deep, RescaleSlope="2", RescaleIntercept="-100", WindowCenter="3996", WindowWidth="8192"
    ),
    "a negative": lambda deep: dicom(FULL - deep, PhotometricInterpretation="MONOCHROME1"),
    "big-endian words": lambda deep: dicom(deep, uid.ExplicitVRBigEndian),
    "implicit types": lambda deep: dicom(deep, uid.ImplicitVRLittleEndian),
    "run lengths": lambda deep: dicom(deep, uid.RLELossless),
    "padding behind a lossless JPEG": lambda deep: padded(deep, uid.JPEGLosslessSV1),
    "padding behind a JPEG-LS": lambda deep: padded(deep, uid.JPEGLSLossless),
    "padding behind a JPEG 2000": lambda deep: padded(deep, uid.JPEG2000Lossless),
    "an age without unit": lambda deep: dicom(deep, PatientAge=raw("PatientAge", b"003")),
    "a PNG of 16 bits": lambda deep: encode(deep * 16),
    "a PNG of 16 bits with transparency": transparent,
    "a TIFF of 16 bits": lambda deep: encode(deep * 16, "TIFF"),
    "a PNG of 8 bits": lambda deep: encode(greys(deep)),
    "a JPEG": lambda deep: encode(greys(deep), "JPEG", quality=95),
    "a camera's JPEG with a preview": lambda deep: encode(
        greys(deep), "MPO", save_all=True, quality=95, append_images=[Image.new("L", (160, 120))]
    ),
}
"""Forms in which the same film comes, by what a person would call them."""


@cache
def classifier() -> Classifier:
    return load_classifier(threads=2)


@cache
def film_itself(name: str) -> Prediction:
    return classifier().classify(read(dicom(film(name))))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("name", ["normal-1", "pneumonia-1"])
def test_a_variant_has_the_finding_of_the_film(name: str, variant: str) -> None:
    expected = film_itself(name).finding
    found = classifier().classify(read(VARIANTS[variant](film(name)))).finding
    assert found.probability == pytest.approx(expected.probability, abs=TOLERANCE)
    assert found.in_population == expected.in_population
