"""Whatever happens to the bytes of a film, it is read or refused; nothing else gets out."""

import random
import warnings

import numpy as np
import pytest
from PIL import Image
from pydicom import uid

from cxr.errors import FilmRefused
from cxr.radiograph import Radiograph, read
from tests.unit.cxr.dicom.dicoms import deep_chest, dicom
from tests.unit.cxr.films import chest, encode

FILM = Image.fromarray(chest(100, 80))
TURNED = Image.Exif()
TURNED[0x0112] = 6

FILMS = {
    "jpeg": encode(FILM, "JPEG"),
    "jpeg_progressive": encode(FILM, "JPEG", progressive=True),
    "jpeg_colour_turned": encode(FILM.convert("RGB"), "JPEG", exif=TURNED),
    "jpeg_cmyk": encode(FILM.convert("CMYK"), "JPEG"),
    "png": encode(FILM),
    "png_16_bit": encode(chest(100, 80).astype(np.uint16) << 6),
    "png_palette_transparent": encode(FILM.convert("P"), transparency=3),
    "png_alpha_turned": encode(FILM.convert("RGBA"), exif=TURNED),
    "png_one_bit": encode(FILM.convert("1")),
    "tiff": encode(FILM, "TIFF", compression="tiff_lzw"),
    "webp": encode(FILM, "WEBP"),
    "bmp": encode(FILM, "BMP"),
    **{
        f"dicom_{syntax.keyword}": dicom(deep_chest(12, 100, 80), syntax)
        for syntax in (
            *(uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.DeflatedExplicitVRLittleEndian),
            *(uid.RLELossless, uid.JPEGLosslessSV1, uid.JPEGLSLossless, uid.JPEG2000Lossless),
        )
    },
}
MUTATIONS = 500


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change, drop, insert or cut a few bytes, half of the time near the head."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        end = len(changed) if chance.random() < 0.5 else min(len(changed), 700)
        at, how = chance.randrange(max(end, 1)), chance.random()
        if how < 0.6:
            changed[at : at + 1] = bytes([chance.randrange(256)])
        elif how < 0.75:
            del changed[at : at + chance.randrange(1, 40)]
        elif how < 0.9:
            changed[at:at] = chance.randbytes(chance.randrange(1, 40))
        else:
            del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("name", FILMS)
def test_a_damaged_film_is_read_or_refused(name: str) -> None:
    chance, read_anyway = random.Random(name), 0
    for _ in range(MUTATIONS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Pillow tells of damaged EXIF so
                read_anyway += isinstance(read(mutate(FILMS[name], chance)), Radiograph)
        except FilmRefused:
            continue
    assert 0 < read_anyway < MUTATIONS, "mutations that all pass or all fail test nothing"
