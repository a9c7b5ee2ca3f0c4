"""Files that are two things at once, or another thing than they say."""

import io
import struct
import zipfile

from PIL import Image

from cxr.study import RefusalReason
from tests.support.films.images import chest, encode
from tests.support.hostile.forging import (
    BMP,
    DICOM,
    FILM,
    GIF,
    IEND,
    JPEG,
    PNG,
    TIFF,
    WEBP,
    file,
    jpeg_segment,
)

_UNSUPPORTED, _MISMATCH = RefusalReason.UNSUPPORTED_FORMAT, RefusalReason.TYPE_MISMATCH
_CORRUPT, _NOT_AN_IMAGE = RefusalReason.CORRUPT, RefusalReason.NOT_AN_IMAGE
_PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
_HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"


def _zip(name: str, content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(name, content)
    return archive.getvalue()


_ZIP = _zip("film.jpg", JPEG)
_EXIF_WITH_A_FILM_INSIDE = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + JPEG

POLYGLOTS = {
    "pdf_that_goes_on_as_jpeg": file(_PDF + JPEG, _UNSUPPORTED),
    "zip_that_goes_on_as_png": file(_ZIP + PNG, _UNSUPPORTED),
    "gif_that_is_a_script": file(b"GIF89a=1;alert(1)//" + GIF[19:], _UNSUPPORTED),
    "bmp_that_is_a_script": file(b"BM=1;alert(1)//" + bytes(200), _UNSUPPORTED),
    "jpeg_that_goes_on_as_pdf": file(JPEG + _PDF, None),
    "jpeg_with_a_zip_behind_it": file(JPEG + _ZIP, None),
    "png_with_a_zip_behind_it": file(PNG + _ZIP, None),
    "png_with_a_jpeg_behind_it": file(PNG + JPEG, None),
    "bmp_with_a_program_behind_it": file(BMP + b"\x7fELF" + bytes(99), None),
    "jpeg_with_html_in_its_comment": file(jpeg_segment(JPEG, 0xFE, _HTML), None),
    "jpeg_with_a_film_in_its_exif": file(jpeg_segment(JPEG, 0xE1, _EXIF_WITH_A_FILM_INSIDE), None),
    "jpeg_of_two_films": file(JPEG + JPEG, None),
    "jpeg_cut_off_before_another_film": file(JPEG[: len(JPEG) // 2] + JPEG, _CORRUPT),
    "dicom_behind_the_head_of_a_tiff": file(TIFF[:8].ljust(128, b"\0") + DICOM[128:], None),
    "dicom_behind_the_head_of_a_pdf": file(_PDF[:8].ljust(128, b"\0") + DICOM[128:], None),
    "dicom_behind_the_head_of_a_program": file(b"MZ".ljust(128, b"\0") + DICOM[128:], None),
    "animated_png": file(
        encode(FILM, "PNG", save_all=True, append_images=[Image.fromarray(255 - FILM)]),
        RefusalReason.MULTI_FRAME,
    ),
    "photographs_of_a_phone_in_one_jpeg": file(
        encode(FILM, "MPO", save_all=True, append_images=[Image.fromarray(chest(120, 100))]),
        RefusalReason.MULTI_FRAME,
    ),
}

_FILMS = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/tiff": TIFF,
    "image/webp": WEBP,
    "image/bmp": BMP,
    "application/dicom": DICOM,
}
_LIES = (
    "text/html",
    "application/pdf",
    "image/svg+xml",
    "image/gif",
    "video/mp4",
    "image/jpeg/png",
    "nonsense",
)

DECLARED = {
    **{
        f"{kind}_declared_as_{other}": file(data, _MISMATCH, declared=other)
        for kind, data in _FILMS.items()
        for other in (*_FILMS, *_LIES)
        if other != kind
    },
    **{
        f"{what}_declared_as_jpeg": file(data, reason, declared="image/jpeg")
        for what, data, reason in (
            ("html", _HTML, _NOT_AN_IMAGE),
            ("nothing", b"", _NOT_AN_IMAGE),
            ("pdf", _PDF, _UNSUPPORTED),
        )
    },
}

NO_FILMS = {
    "nothing": file(b"", _NOT_AN_IMAGE),
    "one_byte": file(b"\xff", _NOT_AN_IMAGE),
    "blanks": file(b" \r\n\t" * 1000, _NOT_AN_IMAGE),
    "zeros": file(bytes(100_000), _NOT_AN_IMAGE),
    "ones": file(b"\xff" * 100_000, _NOT_AN_IMAGE),
    "byte_order_mark": file(b"\xef\xbb\xbf" + _HTML, _NOT_AN_IMAGE),
    "html": file(_HTML, _NOT_AN_IMAGE),
    "svg": file(b'<svg xmlns="http://www.w3.org/2000/svg"/>', _NOT_AN_IMAGE),
    "xml_bomb": file(b'<!DOCTYPE x [<!ENTITY a "aaa">]><x>&a;</x>', _NOT_AN_IMAGE),
    "program": file(b"\x7fELF\x02\x01\x01" + bytes(999), _NOT_AN_IMAGE),
    "pickle": file(b"\x80\x04\x95" + bytes(99), _NOT_AN_IMAGE),
    "pdf": file(_PDF, _UNSUPPORTED),
    "postscript": file(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n", _UNSUPPORTED),
    "word_processor": file(_zip("word/document.xml", b"<w:document/>"), _UNSUPPORTED),
    "zip_of_a_film": file(_ZIP, _UNSUPPORTED),
    "video_mp4": file(b"\0\0\0\x20ftypisom" + bytes(999), _UNSUPPORTED),
    "video_mpeg": file(b"\0\0\x01\xba" + bytes(999), _UNSUPPORTED),
    "sound_wav": file(b"RIFF\x24\0\0\0WAVEfmt " + bytes(99), _UNSUPPORTED),
    "photoshop": file(b"8BPS\0\x01" + bytes(99), _UNSUPPORTED),
    "big_tiff": file(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16) + bytes(99), _UNSUPPORTED),
    "gif": file(GIF, _UNSUPPORTED),
    "png_by_name_alone": file(b"\x89PNG\r\n\x1a\n", _CORRUPT),
    "png_of_a_windows_editor": file(PNG.replace(b"\r\n", b"\n"), _NOT_AN_IMAGE),
    "dicom_by_name_alone": file(bytes(128) + b"DICM", _CORRUPT),
    "jpeg_without_its_start": file(JPEG[2:], _NOT_AN_IMAGE),
    "png_without_film": file(b"\x89PNG\r\n\x1a\n" + bytes(4) + IEND[0] + b"\xaeB`\x82", _CORRUPT),
}
