"""What a training run is: every choice in one place, stored with the run."""

import json
from dataclasses import asdict, dataclass
from math import inf, isfinite
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from training.errors import TrainingError
from training.files import written_whole

CONFIG = "config.json"
"""What a run's choices are kept as."""

STEP = 32
"""Stage sizes are its multiples: the backbones halve a film five times."""

SMALLEST = {"inceptionv3": 75}
"""Fewest pixels a side that an architecture takes, where that is more than ``STEP``."""

PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")
"""Dtype policies that train; the others of Keras keep the weights themselves in half precision."""

OWN_FRAMING = 1 / 3
"""Share of the films that keep their framing, where no other is asked for."""

RANGES = {
    "batch_size": (1, inf),
    "learning_rate": (1e-8, 1.0),
    "warmup_epochs": (0.0, inf),
    "weight_decay": (0.0, 1.0),
    "ema_momentum": (0.0, 1.0),
    "dropout": (0.0, 0.9),
    "seed": (0, 2**32 - 1),
    "split_seed": (0, 2**32 - 1),
    "others_share": (0.0, 0.25),
    "own_framing": (0.0, 1.0),
    "recognition_weight": (0.0, inf),
    "population_weight": (0.0, inf),
    "lung_guidance": (0.0, inf),
}
"""Lowest and highest value of each choice that is a number."""

RETIRED = {
    "label_smoothing": 0.0,
    "head_epochs": 0,
    "mirror_guidance": 0.0,
    "teacher": None,
    "teacher_weight": 1.0,
}
"""Choices that runs up to release 0.8 recorded, with the value of each that changed nothing."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the run at one input size: ``size`` pixels a side, a multiple of 32."""

    epochs: int
    size: int

    def __post_init__(self) -> None:
        """Raise TrainingError where no network can be trained so."""
        if self.epochs < 1:
            raise TrainingError(f"stage {self.epochs} {self.size}: epochs must be 1 or more")
        if self.size < STEP or self.size % STEP:
            raise TrainingError(f"stage {self.epochs} {self.size}: pixels must be a multiple of {STEP}")


@dataclass(frozen=True, slots=True)
class Config:
    """One run.

    ``weights`` is where it starts: "imagenet", the file of an earlier run, or nothing.
    ``precision`` is a dtype policy of Keras; "mixed_bfloat16" and "mixed_float16" pay on a graphics card
    and cost time on a processor. ``split_seed`` shares the films out and ``seed`` does all else: runs of
    several seeds may be averaged. ``others_share`` of a batch, rounded down, is each of what the network
    learns its limits from. ``own_framing`` is the share of films that variation leaves framed as they
    are. ``lung_guidance`` weighs the share of activation outside the lungs against the other losses, over
    the whole batch: with more of others in it, less.
    Raises TrainingError for a choice that no run can be made of.
    """

    __pydantic_config__ = ConfigDict(strict=True, extra="forbid")

    architecture: str = "efficientnetb3"
    stages: tuple[Stage, ...] = (Stage(8, 64), Stage(6, 128), Stage(4, 160), Stage(4, 224))
    batch_size: int = 32
    learning_rate: float = 1e-3
    warmup_epochs: float = 0.5
    weight_decay: float = 1e-2
    ema_momentum: float = 0.995
    dropout: float = 0.3
    seed: int = 7
    split_seed: int = 7
    others_share: float = 1 / 8
    own_framing: float = OWN_FRAMING
    weights: str | None = None
    precision: str = "float32"
    recognition_weight: float = 0.5
    population_weight: float = 0.5
    lung_guidance: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what would fail hours later, or never learn."""
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not (low <= value <= high and isfinite(value)):
                most = f" and at most {high}" if isfinite(high) else ""
                raise TrainingError(f"{name} is {value}; it must be at least {low}{most}")
        if self.precision not in PRECISIONS:
            raise TrainingError(f"precision '{self.precision}' is unknown; choose {', '.join(PRECISIONS)}")
        if not self.stages:
            raise TrainingError("there are no stages; give at least one")
        self._check_sizes()

    def _check_sizes(self) -> None:
        smallest = SMALLEST.get(self.architecture, STEP)
        for stage in self.stages:
            if stage.size < smallest:
                raise TrainingError(
                    f"stage {stage.epochs} {stage.size}: {self.architecture} takes films of {smallest} "
                    "pixels a side or more; give each stage as many"
                )

    @property
    def epochs(self) -> int:
        """Epochs of all stages together."""
        return sum(stage.epochs for stage in self.stages)

    @property
    def size(self) -> int:
        """Pixels a side of the last stage: the size at which the model will serve."""
        return self.stages[-1].size

    def write(self, path: Path) -> None:
        """Store the choices beside what came of them, whole or not at all."""
        with written_whole(path) as beside:
            beside.write_text(json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read what ``write`` wrote.

        Raises TrainingError naming the file where it is missing, damaged or of another program.
        """
        try:
            return TypeAdapter(cls).validate_json(_without_retired(path.read_bytes()))
        except FileNotFoundError as e:
            raise TrainingError(
                f"{path} is missing; 'python -m training train' writes it, or give another folder"
            ) from e
        except OSError as e:
            raise TrainingError(f"{path} cannot be read ({e.strerror}); give another file") from e
        except ValidationError as e:
            raise TrainingError(f"{path} is damaged: {_first(e)}; restore it, or train anew") from e
        except TrainingError as e:
            raise TrainingError(f"{path}: {e}") from e


def _without_retired(content: bytes) -> bytes:
    """Drop the choices of ``RETIRED``. Raise TrainingError if one of them changed the run."""
    try:
        choices = json.loads(content)
    except ValueError:
        return content  # the caller's parser reports what is wrong, and where
    if not isinstance(choices, dict):
        return content
    for name, neutral in RETIRED.items():
        if name in choices and choices[name] != neutral:
            raise TrainingError(f"{name} is {choices[name]}; this version has no such choice, remove it")
    return json.dumps({name: value for name, value in choices.items() if name not in RETIRED}).encode()


def _first(error: ValidationError) -> str:
    """The first thing that is wrong, in one line."""
    what = error.errors(include_url=False)[0]
    return f"{what['msg']} ({'.'.join(map(str, what['loc']))})" if what["loc"] else what["msg"]
