"""What a file says beside its pixels ends where it is read: no preview carries it on."""

import io

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cxr.imaging.previews import preview
from cxr.imaging.reader import Radiograph, read
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.films.images import chest, encode

MARKER = "Winterbottom"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MARKER}</x:xmpmeta>".encode()
PROFILE = bytes(128) + MARKER.encode()
DESCRIPTION, ARTIST, ORIENTATION, XMP_TAG = 270, 315, 274, 700


def exif(orientation: int = 1) -> Image.Exif:
    said = Image.Exif()
    said[DESCRIPTION], said[ARTIST], said[ORIENTATION] = MARKER, MARKER, orientation
    return said


def jpeg(width: int = 300, orientation: int = 1) -> bytes:
    return encode(
        chest(width, width * 4 // 5),
        "JPEG",
        comment=MARKER,
        exif=exif(orientation),
        xmp=XMP,
        icc_profile=PROFILE,
    )


def png(pixels: Image.Image) -> bytes:
    texts = PngInfo()
    texts.add_text("comment", MARKER)
    texts.add_text("Comment", MARKER, zip=True)
    texts.add_itxt("comment", MARKER, "en", "comment")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encode(pixels, "PNG", pnginfo=texts, exif=exif(), icc_profile=PROFILE)


FILMS = {
    "jpeg": jpeg(),
    "jpeg_shrunk": jpeg(2200),
    "jpeg_on_its_side": jpeg(orientation=6),
    "png": png(Image.fromarray(chest())),
    "png_palette": png(Image.fromarray(chest()).convert("P")),
    "png_transparent": png(Image.fromarray(chest()).convert("LA")),
    "png_16_bit": png(Image.fromarray(deep_chest())),
    "webp": encode(chest(), "WEBP", exif=exif(), xmp=XMP, icc_profile=PROFILE),
    "tiff": encode(
        chest(), "TIFF", tiffinfo={DESCRIPTION: MARKER, ARTIST: MARKER, XMP_TAG: XMP}, icc_profile=PROFILE
    ),
    "dicom": dicom(deep_chest(), PatientName=MARKER, ImageComments=MARKER),
}

every_film = pytest.mark.parametrize("name", FILMS)


@every_film
def test_a_preview_holds_nothing_that_the_file_said_beside_its_pixels(name: str) -> None:
    assert MARKER.encode() in FILMS[name]
    made = preview.render(read(FILMS[name]))
    assert MARKER.lower().encode() not in made.lower()
    with Image.open(io.BytesIO(made)) as shown:
        assert {"comment", "exif", "icc_profile", "xmp"}.isdisjoint(shown.info)
        assert not shown.getexif()


@every_film
def test_a_film_is_pixels_alone(name: str) -> None:
    assert read(FILMS[name]).image.info == {}


def test_a_thumbnail_is_small_and_holds_nothing_but_pixels() -> None:
    noise = Image.effect_noise((3000, 2440), 90)
    jpeg = preview.thumbnail(Radiograph(noise, 3000, 2440))
    assert len(jpeg) <= 10 * 1024
    assert Image.open(io.BytesIO(jpeg)).size == (160, 130)
