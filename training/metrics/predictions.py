"""Predictions of a model on films and images, through the code that serves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.reader import Radiograph, read
from cxr.inference.activation_map import OUTSIDE
from cxr.inference.classifier import Classifier, Prediction
from cxr.study import Finding, Label
from training.augmentation.corruptions import as_png
from training.data.catalog import targets
from training.data.labelled_film import Film
from training.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Predictions:
    """What the service makes of images, and the label of each probability.

    A flagged image has that label here; the service gives it none. A refused image has no label and no
    ``in_population``. ``probabilities``: (images,), NaN for a refused image without a probability.
    """

    probabilities: npt.NDArray[np.float64]
    labels: tuple[Label | None, ...]
    in_population: tuple[bool | None, ...]

    @property
    def refused(self) -> npt.NDArray[np.bool_]:
        """(images,): whether the image was refused."""
        return self.has_label(None)

    @property
    def flagged(self) -> npt.NDArray[np.bool_]:
        """(images,): whether the image was accepted, but flagged as outside the validated population."""
        return np.array([inside is False for inside in self.in_population], bool)

    def has_label(self, label: Label | None) -> npt.NDArray[np.bool_]:
        """Return (images,): whether the image has this label."""
        return np.array([given is label for given in self.labels], bool)


@dataclass(frozen=True, slots=True)
class LabelledPredictions(Predictions):
    """Predictions on labelled films. A refused film has a probability, logit and map all the same.

    ``logits``, ``truth``: (films,). ``maps``: (films, rows, columns) float32, the calibrated log-odds at
    each place of the film. ``patients`` and ``kinds`` are those of the films.
    """

    logits: npt.NDArray[np.float64]
    truth: npt.NDArray[np.float32]
    maps: npt.NDArray[np.float32]
    patients: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def positive(self) -> npt.NDArray[np.bool_]:
        """(films,): whether the film shows pneumonia."""
        return np.equal(self.truth, 1)

    @property
    def lungs(self) -> npt.NDArray[np.bool_]:
        """(films, rows, columns): whether the place of the map is lung."""
        return self.maps > OUTSIDE


def predict_films(classifier: Classifier, films: Sequence[Film]) -> LabelledPredictions:
    """Classify each film from its file, as the service does; a refused film again, without the refusal.

    Raise TrainingError with the name of a film that cannot be read.
    """
    results = [_classify(classifier, open_film(film)) for film in films]
    patients, kinds = tuple(film.patient for film in films), tuple(film.kind for film in films)
    return _labelled(classifier, results, targets(films), patients, kinds)


def predict_altered(
    classifier: Classifier, pictures: Iterable[Image.Image], of: LabelledPredictions
) -> LabelledPredictions:
    """Classify changed pictures of the films of ``of``, each from a file, as the service does."""
    results = [_classify_file(classifier, picture) for picture in pictures]
    return _labelled(classifier, results, of.truth, of.patients, of.kinds)


def open_film(film: Film) -> Radiograph:
    """Read one film. Raise TrainingError with its name if it cannot be read."""
    try:
        return read(film.path.read_bytes())
    except (OSError, FilmRefused) as e:
        raise TrainingError(f"{film.path} cannot be read ({e}); remove or replace it") from e


def predict(classifier: Classifier, images: Iterable[Radiograph | bytes]) -> Predictions:
    """Classify images or files as the service does. The reader or the classifier may refuse one."""
    findings = list[Finding | None]()
    for image in images:
        try:
            film = read(image) if isinstance(image, bytes) else image
            findings.append(classifier.classify(film).finding)
        except FilmRefused:
            findings.append(None)
    return Predictions(
        probabilities=np.array([finding.probability if finding else np.nan for finding in findings]),
        labels=tuple(_label(classifier, finding) for finding in findings),
        in_population=tuple(finding.in_population if finding else None for finding in findings),
    )


def _label(classifier: Classifier, finding: Finding | None) -> Label | None:
    """Return the label of the finding's probability, for a flagged film too, or None without a finding."""
    return classifier.card.thresholds.label(finding.probability) if finding else None


def _labelled(
    classifier: Classifier,
    results: Sequence[tuple[Prediction, bool]],
    truth: npt.NDArray[np.float32],
    patients: tuple[str, ...],
    kinds: tuple[str, ...],
) -> LabelledPredictions:
    judgements = [judgement for judgement, _ in results]
    accepted = [None if refused else judgement.finding for judgement, refused in results]
    return LabelledPredictions(
        probabilities=np.array([judgement.finding.probability for judgement in judgements]),
        labels=tuple(_label(classifier, finding) for finding in accepted),
        in_population=tuple(finding.in_population if finding else None for finding in accepted),
        logits=np.array([judgement.logit for judgement in judgements]),
        truth=truth,
        maps=np.stack([judgement.activation_map for judgement in judgements]),
        patients=patients,
        kinds=kinds,
    )


def _classify_file(classifier: Classifier, picture: Image.Image) -> tuple[Prediction, bool]:
    try:
        film = read(as_png(picture))
    except FilmRefused:
        film = Radiograph(picture, *picture.size)
        return classifier.without_screening().classify(film), True
    return _classify(classifier, film)


def _classify(classifier: Classifier, film: Radiograph) -> tuple[Prediction, bool]:
    """Return the model's output for the film, and whether the film was refused."""
    try:
        return classifier.classify(film), False
    except FilmRefused:
        return classifier.without_screening().classify(film), True
