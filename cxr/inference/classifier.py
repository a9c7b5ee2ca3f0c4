"""The LiteRT models: Radiograph -> Prediction."""

import hashlib
from dataclasses import dataclass
from importlib.resources.abc import Traversable

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from cxr.errors import FilmRefused, ModelUnusable
from cxr.imaging.radiograph import Radiograph, RetainedHeader
from cxr.inference.activation_map import film_logit, on_film
from cxr.inference.heatmap import find_regions
from cxr.inference.lungs import Chest, cut_out_lungs, whole_film
from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME, SCREENING_NAME, ModelCard, load_model_card
from cxr.inference.preprocessing import to_square
from cxr.inference.screening import Network, Screened, screen
from cxr.study import Finding, OutOfPopulation, RefusalReason

SIGNATURE = "serving_default"


@dataclass(frozen=True, slots=True)
class Prediction:
    """A finding and what it rests on.

    ``logit``: the finding network's evidence, before calibration. ``activation_map``: (rows, columns)
    float32 over the whole film, the calibrated log-odds of pneumonia at each place; far below 0 outside the
    lungs. ``cells`` and ``lungs``: (n, n) float32, the network's own map and the share of lung in each of
    its cells, of which ``logit`` is a function.
    """

    finding: Finding
    logit: float
    activation_map: npt.NDArray[np.float32]
    cells: npt.NDArray[np.float32]
    lungs: npt.NDArray[np.float32]


class Classifier:
    """Two networks and their card. One film at a time; not to be shared by threads."""

    def __init__(
        self, card: ModelCard, finding: Network, screening: Network, *, refuses: bool = True
    ) -> None:
        self.card = card
        self._finding, self._screening, self._refuses = finding, screening, refuses

    def without_screening(self) -> "Classifier":
        """Return a classifier that judges every image, to measure what the screening costs."""
        return Classifier(self.card, self._finding, self._screening, refuses=False)

    def classify(self, film: Radiograph) -> Prediction:
        """Judge a film as the card says: input sizes, calibration and thresholds are the card's.

        Raise FilmRefused if the image is not one whole upright frontal chest film.
        """
        square = to_square(film)
        screened = screen(self._screening, square, self.card.screening.size)
        if self._refuses:
            screened.refuse_unless_chest(self.card.screening.recognized_from)
        chest = self._lungs(square, screened)
        cells = self._finding(film=chest.film[None, :, :, None])["activation_map"][0, :, :, 0]
        logit = film_logit(cells, chest.lungs)
        outside = self._out_of_population(film, screened)
        probability = self.card.probability(logit)
        calibration = self.card.calibration
        activation_map = on_film(calibration.slope * cells + calibration.intercept, chest.lungs, chest.box)
        finding = Finding(
            probability=probability,
            label=None if outside else self.card.thresholds.label(probability),
            in_population=outside is None,
            model_version=self.card.version,
            regions=find_regions(activation_map),
            out_of_population_reason=outside,
        )
        return Prediction(finding, logit, activation_map, cells, chest.lungs)

    def _lungs(self, square: npt.NDArray[np.uint8], screened: Screened) -> Chest:
        """Return the lungs of the film. Raise FilmRefused if there are none."""
        chest = cut_out_lungs(square, screened.lungs, self.card.input.size)
        if chest:
            return chest
        if self._refuses:
            raise FilmRefused(RefusalReason.NOT_A_CHEST_XRAY, "no lungs")
        return whole_film(square, self.card.input.size)

    def _out_of_population(self, film: Radiograph, screened: Screened) -> OutOfPopulation | None:
        """Return why the film is outside the validated population, if it is."""
        by_header = self._out_of_population_by_header(film.header) if film.header else None
        if by_header is None and screened.population < self.card.screening.in_population_from:
            return OutOfPopulation.APPEARANCE
        return by_header

    def _out_of_population_by_header(self, header: RetainedHeader) -> OutOfPopulation | None:
        """Return why the header alone puts the film outside the validated population, if it does."""
        ages = self.card.validated_ages
        if ages and header.age is not None and not ages[0] <= header.age < ages[1] + 1:
            return OutOfPopulation.AGE
        return OutOfPopulation.ONE_SIDED if header.one_sided else None


def load_classifier(folder: Traversable = MODEL_FOLDER, threads: int = 1) -> Classifier:
    """Return the shipped model, or that of ``folder``. Raise ModelUnusable if files and card do not fit."""
    card = load_model_card(folder)
    finding = load_network(_checked(folder, MODEL_NAME, card.sha256), threads)
    screening = load_network(_checked(folder, SCREENING_NAME, card.screening.sha256), threads)
    return Classifier(card, finding, screening)


def _checked(folder: Traversable, name: str, sha256: str) -> bytes:
    """Return the content of a model file. Raise ModelUnusable if it is not the one of the card."""
    try:
        model = (folder / name).read_bytes()
    except OSError as e:
        raise ModelUnusable(f"{name} is missing: {e}") from e
    if hashlib.sha256(model).hexdigest() != sha256:
        raise ModelUnusable(f"{name} is not the file that its card describes")
    return model


def load_network(model: bytes, threads: int = 1) -> Network:
    """Return a model file as a function. Raise ModelUnusable if it is damaged."""
    try:
        network: Network = Interpreter(model_content=model, num_threads=threads).get_signature_runner(
            SIGNATURE
        )
    except (ValueError, RuntimeError) as e:
        raise ModelUnusable(f"a model file cannot be loaded: {e}") from e
    return network
