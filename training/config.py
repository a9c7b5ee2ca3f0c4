"""The settings of a training run, stored with the run."""

import json
from dataclasses import asdict, dataclass
from math import inf, isfinite
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from cxr.inference.model_card import STRIDE
from training.errors import TrainingError
from training.files import atomic_write

CONFIG = "config.json"
"""The file of the settings, in the folder of a run."""

SCHEMA = 3
"""Version of that file. Files of releases up to 0.8 describe another network, and are not read."""

MIN_SIZE = 2 * STRIDE
"""Fewest pixels a side of a stage: the map has two cells a side."""

PRECISIONS = ("float32", "mixed_bfloat16", "mixed_float16")
"""Dtype policies that train. The other policies of Keras keep the weights in half precision."""

RANGES = {
    "batch_size": (2, inf),
    "learning_rate": (1e-8, 1.0),
    "warmup_epochs": (0.0, inf),
    "weight_decay": (0.0, 1.0),
    "ema_momentum": (0.0, 1.0),
    "dropout": (0.0, 0.9),
    "seed": (0, 2**32 - 1),
    "split_seed": (0, 2**32 - 1),
    "clear_weight": (0.0, inf),
    "grey_share": (0.0, 1.0),
    "superposed_share": (0.0, 1.0),
}
"""Lowest and highest value of each numeric setting."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Part of a run at one input size: ``size`` pixels a side, a multiple of ``STRIDE``."""

    epochs: int
    size: int

    def __post_init__(self) -> None:
        """Raise TrainingError if no network can be trained with these values."""
        if self.epochs < 1:
            raise TrainingError(f"stage {self.epochs} {self.size}: epochs must be 1 or more")
        if self.size < MIN_SIZE or self.size % STRIDE:
            raise TrainingError(
                f"stage {self.epochs} {self.size}: pixels must be a multiple of {STRIDE}, {MIN_SIZE} or more"
            )


@dataclass(frozen=True, slots=True)
class Config:
    """One run. Raise TrainingError for a setting that no run can have.

    - ``stages``: epochs and input size, in the order of training. The last size is the served one.
    - ``weights``: the start of the run: "imagenet", the weights.npz of an earlier run, or None.
    - ``precision``: dtype policy of Keras. Mixed precision is faster on a GPU and slower on a CPU.
    - ``split_seed``: seed of the patient split; ``seed``: seed of everything else. Runs that differ in
      ``seed`` alone have the same split, so their weights may be averaged.
    - ``export_seed``: seed of the films that an export draws; None means ``seed``.
    - ``clear_weight``: weight of the loss on evidence in healthy lung that was pasted into a film.
    - ``grey_share``: share of the films with grey patches, of those without pasted lung.
    - ``superposed_share``: share of the films that are mixed with others of their class.
    - ``averaged_from``: the runs whose weights were averaged into this one, empty for a trained run.
    """

    __pydantic_config__ = ConfigDict(strict=True, extra="forbid")

    architecture: str = "efficientnetb3"
    stages: tuple[Stage, ...] = (Stage(8, 64), Stage(6, 128), Stage(8, 192))
    batch_size: int = 32
    learning_rate: float = 1e-3
    warmup_epochs: float = 0.5
    weight_decay: float = 1e-2
    ema_momentum: float = 0.995
    dropout: float = 0.3
    seed: int = 7
    split_seed: int = 7
    export_seed: int | None = None
    weights: str | None = None
    precision: str = "float32"
    clear_weight: float = 0.5
    grey_share: float = 0.0
    superposed_share: float = 0.0
    averaged_from: tuple[str, ...] = ()

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

    @property
    def epochs(self) -> int:
        """Epochs of all stages together."""
        return sum(stage.epochs for stage in self.stages)

    @property
    def size(self) -> int:
        """Pixels a side of the last stage, at which the model is served."""
        return self.stages[-1].size

    @property
    def schedule(self) -> str:
        """The stages in words, such as "8 at 64, 6 at 128"."""
        return ", ".join(f"{stage.epochs} at {stage.size}" for stage in self.stages)

    @property
    def drawing_seed(self) -> int:
        """Seed of the films that an export draws: for the int8 ranges, and copies of validation films."""
        return self.seed if self.export_seed is None else self.export_seed

    def write(self, path: Path) -> None:
        """Store the settings beside the results of the run. The write is atomic."""
        with atomic_write(path) as partial:
            partial.write_text(json.dumps({"schema": SCHEMA, **asdict(self)}, indent=2) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read a file of ``write``.

        Raise TrainingError with the name of the file if it is missing, damaged or of another program.
        """
        try:
            return TypeAdapter(cls).validate_json(_checked(path.read_bytes()))
        except FileNotFoundError as e:
            raise TrainingError(
                f"{path} is missing; 'python -m training train' writes it, or give another folder"
            ) from e
        except OSError as e:
            raise TrainingError(f"{path} cannot be read ({e.strerror}); give another file") from e
        except ValidationError as e:
            raise TrainingError(f"{path} is damaged: {_first(e)}; restore it, or train again") from e
        except TrainingError as e:
            raise TrainingError(f"{path}: {e}") from e


def _checked(content: bytes) -> bytes:
    """Return the settings without their schema. Raise TrainingError for another version."""
    try:
        settings = json.loads(content)
    except ValueError:
        return content  # pydantic reports the error and its position
    if not isinstance(settings, dict):
        return content
    version = settings.pop("schema", 1)
    if version != SCHEMA:
        raise TrainingError(f"its schema is {version}; this version of the program reads {SCHEMA}")
    return json.dumps(settings).encode()


def _first(error: ValidationError) -> str:
    """Return the first error as one line."""
    what = error.errors(include_url=False)[0]
    return f"{what['msg']} ({'.'.join(map(str, what['loc']))})" if what["loc"] else what["msg"]
