"""Bytes of a file -> one upright grey film, or the reason why there is none."""

from collections.abc import Callable
from typing import Protocol

from cxr.errors import FilmRefused
from cxr.imaging.file_format import FileFormat, check_declared_type, file_format
from cxr.imaging.radiograph import Radiograph, RetainedHeader
from cxr.imaging.raster import read_picture
from cxr.imaging.structure.check import check_structure
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

__all__ = ["FilmReader", "Radiograph", "RetainedHeader", "read"]

Pseudonym = Callable[[str, str], str]


class FilmReader(Protocol):
    """``read`` below, or the same within the limits of ``cxr.sandbox``."""

    def __call__(
        self, data: bytes, declared_type: str | None = None, pseudonym: Pseudonym | None = None
    ) -> Radiograph:
        """Read a film. Raise FilmRefused, and what ``pseudonym`` raises."""


def read(data: bytes, declared_type: str | None = None, pseudonym: Pseudonym | None = None) -> Radiograph:
    """Read a film: DICOM, JPEG, PNG, TIFF, WebP or BMP.

    ``declared_type`` is the media type that came with the bytes, if any. ``pseudonym`` turns what
    a DICOM header calls the patient or the examination into what may be kept of it; it is given
    the kind, ``patient`` or ``examination``, and the identifier. Raise FilmRefused with the
    reason, and what ``pseudonym`` raises.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise FilmRefused(RefusalReason.TOO_LARGE, f"{len(data)} bytes")
    found = file_format(data)
    check_declared_type(found, declared_type)
    check_structure(data, found)
    if found is not FileFormat.DICOM:
        return read_picture(data, found)
    # A worker that reads pictures starts without waiting for the DICOM dictionary and its decoders.
    from cxr.imaging.dicom.reader import read_dicom  # noqa: PLC0415

    return read_dicom(data, pseudonym)
