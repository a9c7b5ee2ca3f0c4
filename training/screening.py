"""Two linear readings of the embedding: is it a chest film at all, and of the validated population?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from cxr.classifier import Classifier, Network, model_input
from cxr.errors import FilmRefused
from cxr.model_card import Screening
from cxr.radiograph import Radiograph, read
from training.films import Film
from training.foreign import SPOILT, draw_pictures, halves, load_pictures, spoil

REFUSED_BY_MISTAKE, FLAGGED_BY_MISTAKE = 0.003, 0.01
"""Shares of the films to choose by that the two thresholds may cost."""

FILMS, SPOILT_FILMS, DRAWN = 2000, 600, 60
"""How many films, spoilt films of each kind, and drawn pictures of each kind are fitted on."""

STRENGTH = 0.003
"""Inverse regularization of both readings: 1,536 numbers of a few thousand pictures need much."""


@dataclass(frozen=True, slots=True)
class Reading:
    """logit = embedding · weights + bias. ``weights``: (features,) float32."""

    weights: npt.NDArray[np.float32]
    bias: float

    def logits(self, embeddings: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(pictures, features) -> (pictures,)."""
        return embeddings @ self.weights + np.float32(self.bias)


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the readings are fitted on and measured with; each pair is (to fit, to measure)."""

    foreign: tuple[list[Radiograph], list[Radiograph]]
    adults: tuple[list[Radiograph], list[Radiograph]]


def load_screening_pictures(foreign: Path, adults: Path, seed: int) -> Pictures:
    """Read both folders and share each out by patient. Raises TrainingError for an empty one."""
    fit, measured = halves(load_pictures(foreign), seed)
    return Pictures((fit + draw_pictures(DRAWN, seed), measured), halves(load_pictures(adults), seed))


def embed(network: Network, films: Sequence[Radiograph], size: int) -> npt.NDArray[np.float32]:
    """(films, features) float32, by the network that ships."""
    return np.stack([network(film=model_input(film, size))["embedding"][0] for film in films])


def fit_readings(
    network: Network, size: int, films: Sequence[Film], pictures: Pictures
) -> dict[str, Reading]:
    """Fit ``recognition`` (chest films against all else) and ``population`` (ours against adults')."""
    own = [read(film.path.read_bytes()) for film in films[:: max(1, len(films) // FILMS)]]
    adults, foreign = pictures.adults[0], pictures.foreign[0]
    spoilt = [spoil(film, how) for how in SPOILT for film in [*own[:SPOILT_FILMS], *adults]]
    ours, others = embed(network, own, size), embed(network, adults, size)
    nothing = embed(network, [*foreign, *spoilt], size)
    return {
        "recognition": _fit(np.concatenate([ours, others]), nothing),
        "population": _fit(ours, others),
    }


def choose_screening(
    network: Network, size: int, readings: dict[str, Reading], choose: Sequence[Film], pictures: Pictures
) -> Screening:
    """Thresholds by what they may cost on the films to choose by.

    The adults that were fitted on are chest films too, and must be recognized as well.
    """
    own = embed(network, [read(film.path.read_bytes()) for film in choose], size)
    adults = embed(network, pictures.adults[0], size)
    recognized = [readings["recognition"].logits(films) for films in (own, adults)]
    population = readings["population"].logits(own)
    return Screening(
        recognized_from=min(float(np.quantile(logits, REFUSED_BY_MISTAKE)) for logits in recognized),
        in_population_from=float(np.quantile(population, FLAGGED_BY_MISTAKE)),
    )


def measure_screening(
    classifier: Classifier, films: Sequence[Film], pictures: Pictures
) -> dict[str, dict[str, float]]:
    """Shares refused and flagged, of films and of the pictures that were not fitted on."""
    own = [read(film.path.read_bytes()) for film in films]
    sets = {"films": own, "foreign": pictures.foreign[1], "adults": pictures.adults[1]}
    sets |= {how: [spoil(film, how) for film in own] for how in SPOILT}
    return {name: _shares(classifier, members) for name, members in sets.items()}


def _shares(classifier: Classifier, films: Sequence[Radiograph]) -> dict[str, float]:
    refused = flagged = 0
    for film in films:
        try:
            flagged += classifier.classify(film).finding.in_population is False
        except FilmRefused:
            refused += 1
    return {"pictures": len(films), "refused": refused / len(films), "flagged": flagged / len(films)}


def _fit(yes: npt.NDArray[np.float32], no: npt.NDArray[np.float32]) -> Reading:
    """Logistic regression on standardized features, both sides counting the same."""
    x = np.concatenate([yes, no])
    scale = StandardScaler().fit(x)
    line = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500)
    line.fit(scale.transform(x), np.repeat([1, 0], [len(yes), len(no)]))
    weights = line.coef_[0] / scale.scale_
    return Reading(weights.astype(np.float32), float(line.intercept_[0] - weights @ scale.mean_))
