"""The sound films that are mutated: a small one in every form that is read."""

import numpy as np
from PIL import Image
from pydicom import uid

from tests.support.films.dicoms import ENCODERS, deep_chest, dicom
from tests.support.films.images import chest, encode

_GREY, _DEEP = chest(100, 80), deep_chest(12, 100, 80)
_FILM = Image.fromarray(_GREY)
_COLOUR = _FILM.convert("RGB")
_TURNED = Image.Exif()
_TURNED[0x0112] = 6

_UNCOMPRESSED = (
    uid.ExplicitVRLittleEndian,
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
)


def _dicom(syntax: uid.UID) -> bytes:
    return dicom(_GREY if syntax == uid.JPEGBaseline8Bit else _DEEP, syntax)


FILMS: dict[str, bytes] = {
    "jpeg": encode(_FILM, "JPEG"),
    "jpeg_progressive": encode(_FILM, "JPEG", progressive=True),
    "jpeg_colour_turned": encode(_COLOUR, "JPEG", exif=_TURNED),
    "jpeg_cmyk": encode(_FILM.convert("CMYK"), "JPEG"),
    "png": encode(_FILM),
    "png_16_bit": encode(_GREY.astype(np.uint16) << 6),
    "png_palette_transparent": encode(_FILM.convert("P"), transparency=3),
    "png_alpha_turned": encode(_FILM.convert("RGBA"), exif=_TURNED),
    "png_one_bit": encode(_FILM.convert("1")),
    "tiff": encode(_FILM, "TIFF"),
    "tiff_16_bit": encode(_DEEP, "TIFF"),
    "tiff_lzw": encode(_COLOUR, "TIFF", compression="tiff_lzw"),
    "tiff_deflate": encode(_FILM, "TIFF", compression="tiff_deflate"),
    "tiff_jpeg": encode(_COLOUR, "TIFF", compression="jpeg"),
    "tiff_fax": encode(_FILM.convert("1"), "TIFF", compression="group4"),
    "webp": encode(_FILM, "WEBP"),
    "webp_lossless_alpha": encode(_FILM.convert("RGBA"), "WEBP", lossless=True, exif=_TURNED),
    "bmp": encode(_FILM, "BMP"),
    "bmp_colour": encode(_COLOUR, "BMP"),
    **{f"dicom_{syntax.keyword}": _dicom(syntax) for syntax in (*_UNCOMPRESSED, uid.RLELossless)},
    **{f"dicom_{uid.UID(syntax).keyword}": _dicom(uid.UID(syntax)) for syntax in ENCODERS},
}
