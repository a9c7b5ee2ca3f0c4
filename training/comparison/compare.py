"""Which network to train: each architecture on the same films, and several as one, in one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score, roc_curve

from training.comparison.candidates import Contender, enter, open_run, together
from training.config import CONFIG, Config, Stage
from training.data.catalog import Film, list_populations, targets
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.fitting.train import train
from training.networks.backbones import BACKBONES
from training.networks.weights import WEIGHTS

SHORT = Config(
    stages=(Stage(1, 96),),
    batch_size=16,
    learning_rate=1e-3,
    warmup_epochs=0.2,
    weight_decay=1e-2,
    ema_momentum=0.97,
    dropout=0.3,
    recognition_weight=0.0,
    population_weight=0.0,
    lung_guidance=0.0,
)
"""Little, so that two cores can afford five networks. 96 pixels, since InceptionV3 takes no fewer than 75
and the stages must be multiples of 32. Written out, so that a release may choose anew and a comparison
that was begun still goes on."""

MAIN, BASELINE = "efficientnetb3", "cnn"
STEP = 32
"""Pixels between the resolutions at which one network is asked: what a fully convolutional one takes."""


def compare(
    data: Sequence[str], runs: Path, kept: Path | None = None, config: Config = SHORT
) -> dict[str, Any]:
    """Train each architecture by ``config`` in a folder of ``runs``; go on where an earlier call was stopped.

    ``kept`` is the report of a release, which is compared too and asked at three resolutions; without
    one, efficientnetb3 of this comparison is. Gives the figures, for ``write_comparison``. Raises
    TrainingError where films are unusable, ``kept`` was split otherwise, or ``runs`` holds runs of
    other choices.
    """
    parts = split(list_populations(data), config.split_seed)
    if kept:
        check_split(parts, kept / SPLIT)
    judged = {"choose": parts["choose"], "report": parts["report"], "test": list_populations(data, "test")}
    if not judged["test"]:
        raise TrainingError("none of --data has test films to compare on; add a population with a test part")
    contenders = [
        *_architectures(data, runs, config, parts, judged),
        *_resolutions(kept or runs / MAIN, f"release {kept.name}" if kept else None, parts["fit"], judged),
    ]
    truth = {part: targets(films) for part, films in judged.items()}
    return {
        "choices": {key: value for key, value in asdict(config).items() if key != "architecture"},
        "films": {"fit": len(parts["fit"])} | {part: len(films) for part, films in judged.items()},
        "networks": [_row(contender, truth) for contender in contenders],
    }


def _architectures(
    data: Sequence[str],
    runs: Path,
    config: Config,
    parts: dict[str, list[Film]],
    judged: Mapping[str, Sequence[Film]],
) -> Iterator[Contender]:
    """Each network by itself, then all as one."""
    members = []
    every = {name: _choices(config, name) for name in BACKBONES}  # before one of them takes an hour
    for name, chosen in every.items():
        run = runs / name
        # What a finished run was is its weights: its state may be of an older program.
        if not (run / WEIGHTS).exists() or Config.load(run / CONFIG) != chosen:
            train(data, run, chosen)
        check_split(parts, run / SPLIT)
        members.append(enter(name, open_run(run, parts["fit"]), config.size, _schedule(chosen), judged))
        yield members[-1]
    yield together("mean of these", members, sum(member.parameters for member in members))


def _choices(config: Config, name: str) -> Config:
    """Those of one architecture: nobody published weights of the small baseline."""
    published = config.weights != "imagenet" or name != BASELINE
    return replace(config, architecture=name, weights=config.weights if published else None)


def _resolutions(
    run: Path, release: str | None, fit: Sequence[Film], judged: Mapping[str, Sequence[Film]]
) -> Iterator[Contender]:
    """One network at its own size and at the next ones, then as one; by itself only if it is a release."""
    config = Config.load(run / CONFIG)
    model = open_run(run, () if release else fit)
    name, fitted = release or config.architecture, _schedule(config)
    sizes = (config.size, config.size - STEP, config.size + STEP)
    members = [enter(name, model, size, fitted, judged) for size in sizes if size >= STEP]
    if release:
        yield members[0]
    yield together(f"{name}, mean over resolutions", members, members[0].parameters)


def _schedule(config: Config) -> str:
    return ", ".join(f"{stage.epochs} at {stage.size}" for stage in config.stages)


def _row(contender: Contender, truth: Mapping[str, npt.NDArray[np.float32]]) -> dict[str, object]:
    """The figures of one contender; its threshold is chosen on the films to choose by."""
    said = contender.probabilities
    threshold = best_threshold(said["choose"], truth["choose"])
    return {
        "name": contender.name,
        "fitted": contender.fitted,
        "pixels": contender.pixels,
        "parameters": contender.parameters,
        "milliseconds": contender.milliseconds,
        "threshold": threshold,
        **{part: measure(said[part], truth[part], threshold) for part in ("report", "test")},
    }


def best_threshold(probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]) -> float:
    """Where sensitivity and specificity together are highest (Youden 1950), 0-1."""
    false_positives, sensitivity, at = roc_curve(truth, probabilities, drop_intermediate=False)
    return min(float(at[np.argmax(sensitivity - false_positives)]), 1.0)


def measure(
    probabilities: npt.NDArray[np.float64], truth: npt.NDArray[np.float32], threshold: float
) -> dict[str, float]:
    """How well films (films,) are told apart, called positive from ``threshold`` on."""
    called = probabilities >= threshold
    return {
        "auc": float(roc_auc_score(truth, probabilities)),
        "accuracy": float((called == truth).mean()),
        "sensitivity": float(called[truth == 1].mean()),
        "specificity": float((~called[truth == 0]).mean()),
    }
