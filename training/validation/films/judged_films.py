"""Judges the films of a site as the service does, each once."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxr.errors import FilmRefused
from cxr.imaging.reader import Radiograph, read
from cxr.inference.classifier import Classifier, Prediction
from cxr.study import RefusalReason
from training.data.catalog import pixel_digest
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.validation.films.attributes import Attributes
from training.validation.films.header import header_attributes

_UNREAD = {RefusalReason.TOO_LARGE, RefusalReason.CORRUPT}
"""Refusals that leave the header unread, too: the reader has limits that the header's has not."""


@dataclass(frozen=True, slots=True)
class SiteFilm:
    """A labelled film and what became of it.

    ``logit`` is None for a refused film, and ``reason`` for a judged one. ``in_population`` is None if the
    model cannot tell.
    """

    patient: str
    has_pneumonia: bool
    attributes: Attributes
    logit: float | None = None
    in_population: bool | None = None
    reason: RefusalReason | None = None

    @property
    def flagged(self) -> bool:
        """Whether the film was judged, but flagged as outside the validated population."""
        return self.in_population is False


def judge_films(
    classifier: Classifier, films: Sequence[Film], known: Mapping[Path, Attributes]
) -> Iterator[SiteFilm | None]:
    """Yield what became of each film; None for one that repeats the image of an earlier one.

    ``known`` are attributes from tables; they count before those of a header. Raise TrainingError with the
    name of a film that cannot be opened.
    """
    seen = set[bytes]()
    for film in films:
        try:
            data = film.path.read_bytes()
        except OSError as e:
            raise TrainingError(f"{film.path} cannot be opened ({e}); remove or replace it") from e
        picture, reason = _read(data)
        digest = pixel_digest(picture.image) if picture else hashlib.sha256(data).digest()
        if digest in seen:
            yield None
            continue
        seen.add(digest)
        header = Attributes() if reason in _UNREAD else header_attributes(data)
        attributes = known.get(film.path, Attributes()).or_else(header)
        prediction, reason = _judge(classifier, picture) if picture else (None, reason)
        yield SiteFilm(
            film.patient,
            film.target == 1,
            attributes,
            prediction.logit if prediction else None,
            prediction.finding.in_population if prediction else None,
            reason,
        )


def _read(data: bytes) -> tuple[Radiograph | None, RefusalReason | None]:
    try:
        return read(data), None
    except FilmRefused as e:
        return None, e.reason


def _judge(classifier: Classifier, film: Radiograph) -> tuple[Prediction | None, RefusalReason | None]:
    try:
        return classifier.classify(film), None
    except FilmRefused as e:
        return None, e.reason
