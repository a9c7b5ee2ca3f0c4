"""What a model said of films, read through the code that serves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.classifier import Classifier, Judgement
from cxr.errors import FilmRefused
from cxr.radiograph import Radiograph, read
from cxr.study import Finding, Label
from training.data.catalog import Film, targets
from training.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Answers:
    """What a user was told of pictures; of a refused one label and ``in_population`` are None.

    ``probabilities``: (pictures,), NaN where a refused picture was not judged all the same.
    """

    probabilities: npt.NDArray[np.float64]
    labels: tuple[Label | None, ...]
    in_population: tuple[bool | None, ...]

    @property
    def refused(self) -> npt.NDArray[np.bool_]:
        """(pictures,): whether it was refused."""
        return self.labelled(None)

    @property
    def flagged(self) -> npt.NDArray[np.bool_]:
        """(pictures,): whether it was judged and called outside the validated population."""
        return np.array([inside is False for inside in self.in_population], bool)

    def labelled(self, label: Label | None) -> npt.NDArray[np.bool_]:
        """(pictures,): whether it bears this label."""
        return np.array([said is label for said in self.labels], bool)


@dataclass(frozen=True, slots=True)
class Readings(Answers):
    """What is known of labelled films, each judged, also where the screening refused it.

    ``logits``, ``truth``: (films,). ``maps``: (films, rows, columns) float32, each place's share of
    the calibrated log-odds. ``groups`` names the patients, ``kinds`` what the films show.
    """

    logits: npt.NDArray[np.float64]
    truth: npt.NDArray[np.float32]
    maps: npt.NDArray[np.float32]
    groups: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def sick(self) -> npt.NDArray[np.bool_]:
        """(films,): whether the film shows pneumonia."""
        return np.equal(self.truth, 1)


def read_films(classifier: Classifier, films: Sequence[Film]) -> Readings:
    """Judge each film from its bytes on, as the service does; a refused one once more, unscreened.

    Raises TrainingError naming the film that cannot be read.
    """
    judged = [_judge(classifier, open_film(film)) for film in films]
    judgements = [judgement for judgement, _ in judged]
    accepted = [None if refused else judgement.finding for judgement, refused in judged]
    return Readings(
        probabilities=np.array([judgement.finding.probability for judgement in judgements]),
        labels=tuple(finding.label if finding else None for finding in accepted),
        in_population=tuple(finding.in_population if finding else None for finding in accepted),
        logits=np.array([judgement.logit for judgement in judgements]),
        truth=targets(list(films)),
        maps=np.stack([judgement.activation_map for judgement in judgements]),
        groups=tuple(film.group for film in films),
        kinds=tuple(film.kind for film in films),
    )


def open_film(film: Film) -> Radiograph:
    """Read one. Raises TrainingError naming it where it cannot be read."""
    try:
        return read(film.path.read_bytes())
    except (OSError, FilmRefused) as e:
        raise TrainingError(f"{film.path} cannot be read ({e}); remove or replace it") from e


def ask(classifier: Classifier, pictures: Iterable[Radiograph | bytes]) -> Answers:
    """What the service would say of pictures, or of files: refused by either is refused."""
    findings = list[Finding | None]()
    for picture in pictures:
        try:
            film = read(picture) if isinstance(picture, bytes) else picture
            findings.append(classifier.classify(film).finding)
        except FilmRefused:
            findings.append(None)
    return Answers(
        probabilities=np.array([finding.probability if finding else np.nan for finding in findings]),
        labels=tuple(finding.label if finding else None for finding in findings),
        in_population=tuple(finding.in_population if finding else None for finding in findings),
    )


def _judge(classifier: Classifier, film: Radiograph) -> tuple[Judgement, bool]:
    """What the model says of the film, and whether the screening refused it."""
    try:
        return classifier.classify(film), False
    except FilmRefused:
        return classifier.without_screening().classify(film), True
