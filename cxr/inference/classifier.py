"""The LiteRT model: Radiograph -> Prediction."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from cxr.errors import FilmRefused, ModelUnusable
from cxr.imaging.radiograph import Radiograph, RetainedHeader
from cxr.inference.heatmap import find_regions
from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME, ModelCard, load_model_card
from cxr.study import Finding, OutOfPopulation, RefusalReason

SIGNATURE = "serving_default"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A finding and what it rests on.

    ``logit``: the model's raw output, before calibration. ``activation_map``: (rows, columns) float32;
    each place's share of the evidence in units of the calibrated log-odds, which are its mean plus a
    constant. Positive speaks for pneumonia.
    """

    finding: Finding
    logit: float
    activation_map: npt.NDArray[np.float32]


Network = Callable[..., dict[str, npt.NDArray[np.float32]]]
"""The model's signature as a function: ``film`` in, outputs by name."""


class Classifier:
    """A network and its card. One film at a time; not to be shared by threads."""

    def __init__(self, card: ModelCard, network: Network) -> None:
        self.card = card
        self._network = network

    def without_screening(self) -> "Classifier":
        """Return a classifier that judges every image, to measure what the screening costs."""
        return Classifier(self.card.model_copy(update={"screening": None}), self._network)

    def classify(self, film: Radiograph) -> Prediction:
        """Judge a film as the card says: input size, calibration and thresholds are the card's.

        Raise FilmRefused if the image is not an upright frontal chest film.
        """
        outputs = self._network(film=model_input(film, self.card.input.size))
        looks_validated = self._screen(outputs)
        foreign = self._out_of_population_by_header(film.header) if film.header else None
        if foreign is None and looks_validated is False:
            foreign = OutOfPopulation.APPEARANCE
        logit = float(outputs["logit"].squeeze())
        probability = self.card.probability(logit)
        activation_map = outputs["activation_map"][0, :, :, 0] * np.float32(self.card.calibration.slope)
        finding = Finding(
            probability=probability,
            label=None if foreign else self.card.thresholds.label(probability),
            in_population=False if foreign else looks_validated,
            model_version=self.card.version,
            regions=find_regions(activation_map),
            out_of_population_reason=foreign,
        )
        return Prediction(finding, logit, activation_map)

    def _screen(self, outputs: dict[str, npt.NDArray[np.float32]]) -> bool | None:
        """Whether the film looks like the validated ones; None where the model cannot tell."""
        screening = self.card.screening
        if screening is None:
            return None
        recognition = float(outputs["recognition"].squeeze())
        if recognition < screening.recognized_from:
            raise FilmRefused(RefusalReason.NOT_A_CHEST_XRAY, f"recognition {recognition:.2f}")
        return bool(outputs["population"].squeeze() >= screening.in_population_from)

    def _out_of_population_by_header(self, header: RetainedHeader) -> OutOfPopulation | None:
        """Return why the header alone puts the film outside the validated population, if it does."""
        ages = self.card.validated_ages
        if ages and header.age is not None and not ages[0] <= header.age < ages[1] + 1:
            return OutOfPopulation.AGE
        return OutOfPopulation.ONE_SIDED if header.one_sided else None


def model_input(film: Radiograph, size: int) -> npt.NDArray[np.uint8]:
    """The film as the network takes it: (1, size, size, 1) uint8, 0-255.

    Squashed to the square, as the training films were; antialiased, and reduced as integers
    before anything becomes float.
    """
    square = film.image.resize((size, size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(square, np.uint8)[None, :, :, None]


def load_classifier(folder: Traversable = MODEL_FOLDER, threads: int = 1) -> Classifier:
    """The shipped model, or that of ``folder``. Raises ModelUnusable where file and card do not fit."""
    card = load_model_card(folder)
    try:
        model = (folder / MODEL_NAME).read_bytes()
    except OSError as e:
        raise ModelUnusable(f"{MODEL_NAME} is missing: {e}") from e
    if hashlib.sha256(model).hexdigest() != card.sha256:
        raise ModelUnusable(f"{MODEL_NAME} is not the file that its card describes")
    return Classifier(card, load_network(model, threads))


def load_network(model: bytes, threads: int = 1) -> Network:
    """A model file as a function. Raises ModelUnusable where it is damaged."""
    try:
        network: Network = Interpreter(model_content=model, num_threads=threads).get_signature_runner(
            SIGNATURE
        )
    except (ValueError, RuntimeError) as e:
        raise ModelUnusable(f"{MODEL_NAME} cannot be loaded: {e}") from e
    return network
