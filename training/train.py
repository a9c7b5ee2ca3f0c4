"""One run: films -> weights, resumable at any epoch."""

import json
import math
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.config import Config, Stage
from training.errors import TrainingError
from training.films import list_films, load_pixels, targets
from training.model import build
from training.split import check_split, split, write_split
from training.weights import load_weights, save_weights

STATE, WEIGHTS, HISTORY, SPLIT = "state.keras", "weights.npz", "history.json", "split.csv"


def train(data: Path, run: Path, config: Config) -> None:
    """Train on the fitting part of ``data/train``; go on where an earlier call was stopped.

    Leaves in ``run``: config.json, split.csv, history.json, state.keras (to resume) and the
    averaged weights of the last epoch. Raises TrainingError for unusable films, or where ``run``
    holds a run of other choices.
    """
    run.mkdir(parents=True, exist_ok=True)
    _claim(run, config)
    keras.utils.set_random_seed(config.seed)
    parts = split(list_films(data / "train"), config.seed)
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)
    write_split(parts, run / SPLIT)
    y, y_choose = targets(parts["fit"]), targets(parts["choose"])
    model, done = _resume(run, config, math.ceil(len(y) / config.batch_size))
    for first, stage in _stages_left(config, done):
        x, x_choose = load_pixels(parts["fit"], stage.size), load_pixels(parts["choose"], stage.size)
        model.fit(
            x,
            y,
            batch_size=config.batch_size,
            initial_epoch=max(first, done),
            epochs=first + stage.epochs,
            validation_data=(x_choose, y_choose),
            class_weight=_class_weight(y),
            callbacks=[keras.callbacks.SwapEMAWeights(), SaveEpoch(run)],
            verbose="auto",
        )
    save_weights(averaged_model(run), run / WEIGHTS)


def averaged_model(run: Path) -> keras.Model:
    """The model of the run's last whole epoch, with the moving average of its weights.

    Raises TrainingError where there is none.
    """
    if not (run / STATE).exists():
        raise TrainingError(f"{run} holds no finished epoch; run 'python -m training train' first")
    model = keras.saving.load_model(run / STATE)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return model


def _claim(run: Path, config: Config) -> None:
    recorded = run / "config.json"
    if recorded.exists() and Config.load(recorded) != config:
        raise TrainingError(f"{run} holds a run of other choices; give --run another folder")
    config.write(recorded)


def _resume(run: Path, config: Config, steps_per_epoch: int) -> tuple[keras.Model, int]:
    """The model as the last whole epoch left it, and how many epochs that were."""
    if (run / STATE).exists():
        model = keras.saving.load_model(run / STATE)
        return model, int(model.optimizer.iterations) // steps_per_epoch
    model = build(config)
    if config.weights:
        load_weights(model, Path(config.weights))
    total = steps_per_epoch * config.epochs
    warmup = round(steps_per_epoch * config.warmup_epochs)
    schedule = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 20, total - warmup, warmup_target=config.learning_rate, warmup_steps=warmup
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(
            schedule,
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=config.ema_momentum,
            global_clipnorm=1.0,
        ),
        loss=keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing=config.label_smoothing),
        metrics=[
            keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy"),
            keras.metrics.AUC(from_logits=True, name="auc"),
        ],
        jit_compile=keras.backend.backend() == "jax",
    )
    return model, 0


def _stages_left(config: Config, done: int) -> Iterator[tuple[int, Stage]]:
    first = 0
    for stage in config.stages:
        if first + stage.epochs > done:
            yield first, stage
        first += stage.epochs


def _class_weight(y: npt.NDArray[np.float32]) -> dict[int, float]:
    """Weights under which both classes count the same."""
    positive = float(y.mean())
    return {0: 0.5 / (1 - positive), 1: 0.5 / positive}


class SaveEpoch(keras.callbacks.Callback):
    """After each epoch: the state to resume from and the course so far, each whole or not at all."""

    def __init__(self, run: Path) -> None:
        super().__init__()
        self.run = run

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Write beside, then rename: a run that is killed here loses one epoch at most."""
        history = json.loads((self.run / HISTORY).read_text()) if (self.run / HISTORY).exists() else []
        history = [*history[:epoch], {"epoch": epoch + 1, **{k: float(v) for k, v in (logs or {}).items()}}]
        state, course = self.run / "partial.keras", self.run / "partial.json"
        self.model.save(state)
        course.write_text(json.dumps(history, indent=1) + "\n")
        state.replace(self.run / STATE)
        course.replace(self.run / HISTORY)
