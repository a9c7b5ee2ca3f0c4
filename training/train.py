"""One run: films -> weights, resumable at any epoch."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import keras

from training.batches import Batches, whole
from training.config import Config, Stage
from training.errors import TrainingError
from training.films import Film, list_populations
from training.foreign import Limits
from training.model import build, build_trainer
from training.objective import schedule, set_objective
from training.progress import STATE, callbacks
from training.shown import show
from training.space import require_space, require_writable
from training.split import check_split, split, write_split
from training.weights import load_weights, save_weights

WEIGHTS, SPLIT = "weights.npz", "split.csv"

VERBOSE = 1 if sys.stdout.isatty() else 2
"""A progress bar for who watches, a line an epoch for a log."""

SPACE = 500_000_000
"""Bytes that a run needs: the state twice, while one replaces the other, and the weights."""


def train(data: Sequence[str], run: Path, config: Config, limits: Limits | None = None) -> None:
    """Train on the fitting part of the populations ``data``; go on where an earlier call was stopped.

    ``limits`` are pictures from which the network learns what it may not judge. Leaves in ``run``:
    config.json, split.csv, history.json, state.keras (to resume), TensorBoard's logs and the
    averaged weights of the last epoch. Raises TrainingError for unusable films, or where ``run``
    holds a run of other choices.
    """
    require_writable(run, "--run")
    require_space(run, SPACE)
    _claim(run, config)
    keras.utils.set_random_seed(config.seed)
    keras.config.set_dtype_policy(config.precision)
    parts = split(list_populations(data), config.seed)
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)
    write_split(parts, run / SPLIT)
    trainer, done = _resume(run, config, parts["fit"])
    guided = config.lung_guidance > 0
    for epochs, size in _epochs_left(config.stages, done):
        trainer.fit(
            Batches(show(parts["fit"], size, guided, limits), config.batch_size, config.seed, epochs.start),
            initial_epoch=epochs.start,
            epochs=epochs.stop,
            validation_data=whole(show(parts["choose"], size, guided)),
            callbacks=callbacks(run),
            verbose=VERBOSE,
        )
        # fit ends by putting the averaged weights in place of the trained ones, and on JAX both then
        # share memory, which the next fit would give away twice.
        trainer = keras.saving.load_model(run / STATE)
    save_weights(averaged_model(run), run / WEIGHTS)


def averaged_model(run: Path) -> keras.Model:
    """The network of the run's last whole epoch, with the moving average of its weights.

    Raises TrainingError where there is none.
    """
    if not (run / STATE).exists():
        raise TrainingError(f"{run} holds no finished epoch; run 'python -m training train' first")
    trainer = keras.saving.load_model(run / STATE)
    trainer.optimizer.finalize_variable_values(trainer.trainable_variables)
    return trainer.get_layer("body")


def _claim(run: Path, config: Config) -> None:
    recorded = run / "config.json"
    if recorded.exists() and Config.load(recorded) != config:
        raise TrainingError(f"{run} holds a run of other choices; give --run another folder")
    config.write(recorded)


def _resume(run: Path, config: Config, films: list[Film]) -> tuple[keras.Model, int]:
    """The model as the last whole epoch left it, and how many epochs that were."""
    steps_per_epoch = -(-len(films) // config.batch_size)
    if (run / STATE).exists():
        trainer = keras.saving.load_model(run / STATE)
        return trainer, int(trainer.optimizer.iterations) // steps_per_epoch
    body = build(config, pretrained="imagenet" if config.weights == "imagenet" else None)
    if config.weights and config.weights != "imagenet":
        load_weights(body, Path(config.weights))
    trainer = build_trainer(body, config)
    if config.head_epochs:
        _fit_heads(trainer, config, films)
    set_objective(trainer, config, schedule(config, steps_per_epoch))
    return trainer, 0


def _fit_heads(trainer: keras.Model, config: Config, films: list[Film]) -> None:
    """Fit the new heads to borrowed features, which their first steps would spoil otherwise."""
    backbone = trainer.get_layer("body").get_layer("backbone")
    backbone.trainable = False
    set_objective(trainer, config)
    shown = show(films, config.stages[0].size, guided=False)
    trainer.fit(Batches(shown, config.batch_size, config.seed, 0), epochs=config.head_epochs, verbose=VERBOSE)
    backbone.trainable = True


def _epochs_left(stages: Sequence[Stage], done: int) -> Iterator[tuple[range, int]]:
    """Of each stage that is not finished: its epochs, counted from the run's first, and its size."""
    first = 0
    for stage in stages:
        if first + stage.epochs > done:
            yield range(max(first, done), first + stage.epochs), stage.size
        first += stage.epochs
