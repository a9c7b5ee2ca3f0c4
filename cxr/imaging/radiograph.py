"""A film as every part of the system passes it on: its picture, and what its header said of the patient."""

from dataclasses import dataclass

from PIL import Image

from cxr.imaging.film_reference import FilmReference
from cxr.imaging.previews.deep_film import DeepFilm


@dataclass(frozen=True, slots=True)
class RetainedHeader:
    """All that is kept of a DICOM header; nothing in it names a person.

    ``age``: years, None where the header has none. ``one_sided``: whether it says that the film
    shows the left or the right side alone. The hashes stand for the patient and for the
    examination; None if the header names neither, or no salt was given.
    """

    age: float | None = None
    one_sided: bool = False
    patient_hash: str | None = None
    examination_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Radiograph:
    """An upright grey film, as a screen shows it.

    ``image``: Pillow mode ``L`` (uint8, 0-255, bright is dense), long edge at most VIEWING_SIDE, with
    nothing of what the file said beside its pixels.
    ``width`` and ``height`` are those of the film as it came, upright, in square pixels.
    ``header`` is None for a picture file: it says nothing of the patient. ``deep`` is the film before
    windowing, in the size of ``image``; None if the file has no more than 256 levels. ``reference`` is for
    results that are filed beside a DICOM film; None if nothing can refer to the film.
    """

    image: Image.Image
    width: int
    height: int
    header: RetainedHeader | None = None
    deep: DeepFilm | None = None
    reference: FilmReference | None = None
