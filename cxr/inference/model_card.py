"""What the model file needs to be used rightly: its card, typed and checked."""

import math
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from cxr.errors import ModelUnusable
from cxr.study import Label

MODEL_FOLDER: Traversable = resources.files("cxr") / "model"
_STEEPEST = 30.0
"""Beyond this a float64 sigmoid is 0 or 1 to every digit anyone prints, and exp may overflow."""

STRIDE = 16
"""Pixels a side of the finding network's input that one cell of its map stands for."""

CARD_NAME, MODEL_NAME, SCREENING_NAME = "model_card.json", "pneumonia.tflite", "screening.tflite"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Input(_Part):
    """Input of the finding network: ``size`` pixels a side, a multiple of its stride, one channel, 0-255."""

    size: int = Field(ge=32, le=1024, multiple_of=STRIDE)


class Calibration(_Part):
    """Platt scaling (Platt 1999): probability = sigmoid(slope * logit + intercept).

    ``prevalence``: the share of films with pneumonia among those it was fitted on. Where fewer are ill,
    the probability that it gives is too high.
    """

    slope: float = Field(gt=0)
    intercept: float
    prevalence: float | None = Field(default=None, gt=0, lt=1)


class Thresholds(_Part):
    """Operating points on the calibrated probability.

    Below ``negative_below`` a film is negative, from ``positive_from`` on positive, between them
    uncertain.
    """

    negative_below: float = Field(ge=0, le=1)
    positive_from: float = Field(ge=0, le=1)

    def label(self, probability: float) -> Label:
        """The finding in one word."""
        if probability >= self.positive_from:
            return Label.POSITIVE
        return Label.NEGATIVE if probability < self.negative_below else Label.UNCERTAIN


class Screening(_Part):
    """The screening network: ``size`` pixels a side of its input, and the file's checksum.

    An image is judged if its recognition is at least ``recognized_from``, and called one of the validated
    population if its population logit is at least ``in_population_from``.
    """

    size: int = Field(ge=32, le=512)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    recognized_from: float
    in_population_from: float


class Verdict(StrEnum):
    """The result of a release criterion."""

    AIM = "aim reached"
    MUST = "must reached"
    MISSED = "missed"
    UNKNOWN = "not measured"


class JudgedCriterion(_Part):
    """What a release must reach, and what it aims at, beside the figure of this model.

    ``at_most``: the figure should be small. ``measured`` is None if a figure is missing.
    """

    name: str
    must: float
    aim: float
    at_most: bool
    measured: float | None
    verdict: Verdict


class ModelCard(_Part):
    """The card as ``training export`` writes it.

    ``population`` says in words whose films the model was validated on; ``figures`` holds what was
    measured. ``sha256`` is the checksum of the finding network. ``validated_ages``: the youngest and the
    oldest age, in whole years, of the patients it was validated on; None sets no limit.
    """

    version: str
    architecture: str
    population: str = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    created: str
    not_for_use: bool = False
    """Whether the model was calibrated on too few films to be used."""
    input: Input
    calibration: Calibration
    thresholds: Thresholds
    screening: Screening
    validated_ages: tuple[int, int] | None = None
    provenance: dict[str, JsonValue]
    figures: dict[str, JsonValue]
    criteria: tuple[JudgedCriterion, ...] = ()
    """The release criteria with what ``figures`` reach. A model of an adopter may have none."""

    @property
    def missed(self) -> list[JudgedCriterion]:
        """Return the criteria that the model missed."""
        return [criterion for criterion in self.criteria if criterion.verdict is Verdict.MISSED]

    def probability(self, logit: float) -> float:
        """The calibrated probability of pneumonia, 0-1, strictly between for any finite logit."""
        scaled = self.calibration.slope * logit + self.calibration.intercept
        return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, scaled))))


def load_model_card(folder: Traversable = MODEL_FOLDER) -> ModelCard:
    """Read the card beside the model. Raises ModelUnusable where it is missing or malformed."""
    try:
        return ModelCard.model_validate_json((folder / CARD_NAME).read_bytes())
    except (OSError, ValidationError) as e:
        raise ModelUnusable(f"{CARD_NAME} is missing or malformed: {e}") from e
