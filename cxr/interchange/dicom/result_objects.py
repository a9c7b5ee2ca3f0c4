"""A film's header and finding -> the DICOM objects that are filed beside the film."""

import io
from collections.abc import Collection
from datetime import datetime

from PIL import Image
from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import without_warnings
from cxr.interchange.dicom.capture.secondary_capture import secondary_capture
from cxr.interchange.dicom.presentation_state import presentation_state
from cxr.interchange.dicom.result_object import ObjectKind, Origin
from cxr.interchange.dicom.source import SourceHeader
from cxr.interchange.dicom.structured_report import structured_report
from cxr.interchange.statement import Statement

DEFAULT_KINDS = (ObjectKind.SR, ObjectKind.SC)
"""The report for machines, and the picture that every viewer shows."""


def result_objects(  # noqa: PLR0913  (all that a result depends on: nothing else is looked up)
    source: SourceHeader,
    statement: Statement,
    film: Image.Image,
    heatmap: bytes,
    at: datetime,
    *,
    kinds: Collection[ObjectKind] = DEFAULT_KINDS,
    installation: str = "desk",
) -> dict[ObjectKind, Dataset]:
    """Return the objects of a film's result. Equal arguments give equal objects, to the last byte.

    ``film`` and ``heatmap`` as for ``captioned_film``. ``at``: when the film was judged, with its time zone.
    ``installation``: where, in ASCII.
    """
    origin = Origin(source, statement, at, installation)
    with without_warnings():
        return {kind: _made(origin, kind, film, heatmap) for kind in kinds}


def encoded(made: Dataset) -> bytes:
    """Return the bytes of a DICOM file."""
    file = io.BytesIO()
    with without_warnings():
        made.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _made(origin: Origin, kind: ObjectKind, film: Image.Image, heatmap: bytes) -> Dataset:
    if kind is ObjectKind.SC:
        return secondary_capture(origin, film, heatmap)
    if kind is ObjectKind.PR:
        return presentation_state(origin)
    return structured_report(origin, kind)
