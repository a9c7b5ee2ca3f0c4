"""What a file is, by its first bytes, never by its name; a declared type has to agree with them."""

import re
from enum import StrEnum

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

HEAD = 265
"""Bytes from the start that tell all formats apart: the mark of a tar archive is the last to come."""


class FileFormat(StrEnum):
    """The formats that are read, by their media types."""

    DICOM = "application/dicom"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    BMP = "image/bmp"


SIGNATURES = {
    # A DICOM file may wear the head of another format in its preamble, so it is looked for first. Old
    # ones begin without preamble, with an element of group 2 or 8.
    FileFormat.DICOM: rb".{128}DICM|[\x02\x08]\0[\0-\x20]\0(\x04\0\0\0|[A-Z]{2}|.\0\0\0)",
    FileFormat.JPEG: rb"\xff\xd8\xff",
    FileFormat.PNG: rb"\x89PNG\r\n\x1a\n",
    FileFormat.TIFF: rb"II\*\0|MM\0\*",
    FileFormat.WEBP: rb"RIFF.{4}WEBP",
    FileFormat.BMP: rb"BM.{4}\0{4}.{4}[\x0c\x28\x40\x6c\x7c]\0\0\0",
}
"""How files of each format begin; ``webapp/static/js/upload/uploads.js`` has the same ones."""

_PATTERNS = {file_format: re.compile(pattern, re.DOTALL) for file_format, pattern in SIGNATURES.items()}

_OTHERS = re.compile(
    # Pictures, films and volumes; documents; archives.
    rb"GIF8|BM|II\+\0|MM\0\+|\0\0\0\x0cj(P  |XL )|\xff\x4f\xff\x51|\xff\x0a|P[1-7]\s|8BPS|SIMPLE  ="
    rb"|\0\0\x01\0[^\0]\0|v/1\x01|II\xbc|NRRD|\x89HDF|\x5c\x01\0\0|\0\0\x01\x5c|ObjectType"
    rb"|.{4}(ftyp|moov|mdat)|RIFF|\x1aE\xdf\xa3|\0\0\x01[\xb3\xba]|FLV|OggS|\x30\x26\xb2\x75"
    rb"|%PDF|%!PS|{\\rtf|\xd0\xcf\x11\xe0"
    rb"|PK(\x03\x04|\x05\x06|\x07\x08)|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|\x28\xb5\x2f\xfd|.{257}ustar",
    re.DOTALL,
)


def file_format(data: bytes) -> FileFormat:
    """Return the format of a file. Its first HEAD bytes are enough.

    Raise FilmRefused: UNSUPPORTED_FORMAT for other pictures, documents, videos and archives,
    NOT_AN_IMAGE for the rest.
    """
    for found, pattern in _PATTERNS.items():
        if pattern.match(data):
            return found
    known = _OTHERS.match(data)
    raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT if known else RefusalReason.NOT_AN_IMAGE)


_ALIASES = {
    "image/jpg": FileFormat.JPEG,
    "image/pjpeg": FileFormat.JPEG,
    "image/x-png": FileFormat.PNG,
    "image/tif": FileFormat.TIFF,
    "image/x-tiff": FileFormat.TIFF,
    "image/x-bmp": FileFormat.BMP,
    "image/x-ms-bmp": FileFormat.BMP,
    "application/x-dicom": FileFormat.DICOM,
    "image/dicom": FileFormat.DICOM,
    "image/x-dicom": FileFormat.DICOM,
}
_UNDECLARED = ("", "application/octet-stream", "binary/octet-stream")


def check_declared_type(found: FileFormat, declared: str | None) -> None:
    """Raise FilmRefused (TYPE_MISMATCH) where the media type that came with the bytes says otherwise."""
    plain = (declared or "").partition(";")[0].strip().lower()
    if plain not in _UNDECLARED and _ALIASES.get(plain, plain) != found:
        raise FilmRefused(RefusalReason.TYPE_MISMATCH, f"declared another type than {found}")
