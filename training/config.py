"""What a training run is: every choice in one place, stored with the run."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the run at one input size: ``size`` pixels a side, a multiple of 32."""

    epochs: int
    size: int


@dataclass(frozen=True, slots=True)
class Config:
    """One run.

    ``weights`` is where it starts: "imagenet", the file of an earlier run, or nothing; before
    anything else moves, ``head_epochs`` fit the new heads to it. ``precision`` is a dtype policy of
    Keras; "mixed_bfloat16" or "mixed_float16" pay on a graphics card and cost time on a processor.
    ``lung_guidance`` weighs the share of activation outside the lungs against the other losses.
    """

    architecture: str = "efficientnetb3"
    stages: tuple[Stage, ...] = (Stage(8, 64), Stage(6, 128), Stage(4, 160), Stage(4, 224))
    batch_size: int = 32
    learning_rate: float = 1e-3
    warmup_epochs: float = 0.5
    weight_decay: float = 1e-2
    ema_momentum: float = 0.995
    label_smoothing: float = 0.0
    dropout: float = 0.3
    seed: int = 7
    weights: str | None = None
    head_epochs: int = 0
    precision: str = "float32"
    recognition_weight: float = 0.5
    population_weight: float = 0.5
    lung_guidance: float = 0.0

    @property
    def epochs(self) -> int:
        """Epochs of all stages together."""
        return sum(stage.epochs for stage in self.stages)

    @property
    def size(self) -> int:
        """Pixels a side of the last stage: the size at which the model will serve."""
        return self.stages[-1].size

    def write(self, path: Path) -> None:
        """Store the choices beside what came of them."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Config":
        """Read what ``write`` wrote."""
        fields = json.loads(path.read_text())
        fields["stages"] = tuple(Stage(**stage) for stage in fields["stages"])
        return cls(**fields)
