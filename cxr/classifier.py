"""The LiteRT model: Radiograph -> Judgement."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from cxr.errors import ModelUnusable
from cxr.heatmap import find_regions
from cxr.model_card import MODEL_FOLDER, MODEL_NAME, ModelCard, load_model_card
from cxr.radiograph import Radiograph
from cxr.study import Finding

SIGNATURE = "serving_default"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding and what it rests on.

    ``logit``: the model's raw output, before calibration. ``activation_map``: (rows, columns) float32;
    each place's share of the evidence in units of the calibrated log-odds, which are its mean plus a
    constant. Positive speaks for pneumonia.
    """

    finding: Finding
    logit: float
    activation_map: npt.NDArray[np.float32]


class Classifier:
    """The model file and its card, loaded once. One film at a time; not to be shared by threads."""

    def __init__(self, folder: Traversable = MODEL_FOLDER, threads: int = 1) -> None:
        """Load the model of ``folder``. Raises ModelUnusable where file and card do not fit."""
        self.card: ModelCard = load_model_card(folder)
        self._run = _load(folder, self.card, threads)

    def classify(self, film: Radiograph) -> Judgement:
        """Judge a film as the card says: input size, calibration and thresholds are the card's."""
        outputs = self._run(film=model_input(film, self.card.input.size))
        logit = float(outputs["logit"].squeeze())
        probability = self.card.probability(logit)
        activation_map = outputs["activation_map"][0, :, :, 0] * np.float32(self.card.calibration.slope)
        finding = Finding(
            probability=probability,
            label=self.card.thresholds.label(probability),
            in_population=None,
            model_version=self.card.version,
            regions=find_regions(activation_map),
        )
        return Judgement(finding, logit, activation_map)


def model_input(film: Radiograph, size: int) -> npt.NDArray[np.uint8]:
    """The film as the network takes it: (1, size, size, 1) uint8, 0-255.

    Squashed to the square, as the training films were; antialiased, and reduced as integers
    before anything becomes float.
    """
    square = film.image.resize((size, size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.asarray(square, np.uint8)[None, :, :, None]


def _load(
    folder: Traversable, card: ModelCard, threads: int
) -> Callable[..., dict[str, npt.NDArray[np.float32]]]:
    """The model's signature as a function, after a check that the file is the card's."""
    try:
        model = (folder / MODEL_NAME).read_bytes()
    except OSError as e:
        raise ModelUnusable(f"{MODEL_NAME} is missing: {e}") from e
    if hashlib.sha256(model).hexdigest() != card.sha256:
        raise ModelUnusable(f"{MODEL_NAME} is not the file that its card describes")
    try:
        interpreter = Interpreter(model_content=model, num_threads=threads)
        runner: Callable[..., dict[str, npt.NDArray[np.float32]]] = interpreter.get_signature_runner(
            SIGNATURE
        )
    except (ValueError, RuntimeError) as e:
        raise ModelUnusable(f"{MODEL_NAME} cannot be loaded: {e}") from e
    return runner
