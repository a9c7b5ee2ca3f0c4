"""One run: films -> weights, resumable at any epoch."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

import keras

from training.config import CONFIG, Config, Stage
from training.data.catalog import Film, list_populations
from training.data.leakage import check_unseen
from training.data.ood_record import HALVES, check_halves, write_halves
from training.data.ood_set import Limits
from training.data.split import SPLIT, check_split, split, write_split
from training.errors import TrainingError
from training.files import require_space, require_writable
from training.fitting.batches import Batches, others_in, whole
from training.fitting.checkpoints import STATE, callbacks
from training.fitting.objective import momentum, schedule, set_objective
from training.fitting.stage_arrays import Shown, show
from training.fitting.training_model import Trainer, build_trainer
from training.networks.network import build
from training.networks.weights import WEIGHTS, load_weights, save_weights

VERBOSE = 1 if sys.stdout.isatty() else 2
"""A progress bar for who watches, a line an epoch for a log."""

SPACE = 800_000_000
"""Bytes for a run of the largest network: its state twice, while one replaces the other, and its weights."""


def train(data: Sequence[str], run: Path, config: Config, limits: Limits | None = None) -> None:
    """Train on the fitting part of the populations ``data``; go on where an earlier call was stopped.

    ``limits`` are pictures from which the network learns what it may not judge. Leaves in ``run``:
    config.json, split.csv, limits.csv, history.json, state.keras (to resume), TensorBoard's logs and
    the averaged weights of the last epoch. A run that goes on sees the same films in the same order,
    but Keras draws their variation anew. Raises TrainingError for unusable films, or where ``run``
    holds a run of other choices.
    """
    require_writable(run, "--run")
    require_space(run, SPACE)
    parts = split(list_populations(data), config.split_seed)
    _check_claim(run, config, parts, limits)
    keras.utils.set_random_seed(config.seed)
    with _precision(config.precision):
        trainer, done = _resume(run, config, len(parts["fit"]))
        _claim(run, config, parts, limits)
        for epochs, size in _epochs_left(config.stages, done):
            shown = show(parts["fit"], size, limits)
            batches = Batches(shown, config.batch_size, config.seed, epochs.start, config.others_share)
            _fit(trainer, batches, show(parts["choose"], size), epochs, run)
            # fit ends by putting the averaged weights in place of the trained ones, and on JAX both
            # then share memory, which the next fit would give away twice.
            trainer = _load_state(run)
        save_weights(averaged_model(run), run / WEIGHTS)


def averaged_model(run: Path) -> keras.Model:
    """The network of the run's last whole epoch, with the moving average of its weights.

    Raises TrainingError where there is none.
    """
    if not (run / STATE).exists():
        raise TrainingError(f"{run} holds no finished epoch; run 'python -m training train' first")
    trainer = _load_state(run)
    trainer.optimizer.finalize_variable_values(trainer.trainable_variables)
    return trainer.body


def _fit(trainer: Trainer, batches: Batches, choose: Shown, epochs: range, run: Path) -> None:
    """The epochs of a stage."""
    trainer.fit(
        batches,
        initial_epoch=epochs.start,
        epochs=epochs.stop,
        shuffle=False,  # each batch is drawn at random, from the seed, the epoch and its place
        validation_data=whole(choose),
        callbacks=callbacks(run),
        verbose=VERBOSE,
    )


def _check_claim(run: Path, config: Config, parts: dict[str, list[Film]], limits: Limits | None) -> None:
    recorded = run / CONFIG
    if recorded.exists() and Config.load(recorded) != config:
        raise TrainingError(f"{run} holds a run of other choices; give --run another folder")
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)
    check_halves(limits, run / HALVES)
    if limits:
        others_in(config.batch_size, config.others_share)
    if config.weights and config.weights != "imagenet":
        check_unseen(parts, limits, Path(config.weights).parent)


def _claim(run: Path, config: Config, parts: dict[str, list[Film]], limits: Limits | None) -> None:
    """Record what the run is; not before it can start, so that another start may choose otherwise."""
    write_split(parts, run / SPLIT)
    if limits:
        write_halves(limits, run / HALVES)
    config.write(run / CONFIG)


@contextmanager
def _precision(policy: str) -> Iterator[None]:
    """Make layers of this dtype policy; what is made afterwards, such as the export, is not of it."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _load_state(run: Path) -> Trainer:
    another = f"{run / STATE} is of another version of the program or backend; give --run another folder"
    try:
        trainer = keras.saving.load_model(run / STATE)
    except (BadZipFile, OSError, ValueError, KeyError) as e:
        raise TrainingError(f"{run / STATE} cannot be read; give --run another folder ({e})") from e
    except TypeError as e:  # Keras's answer to a layer that it does not know
        raise TrainingError(another) from e
    if not isinstance(trainer, Trainer):
        raise TrainingError(another)
    return trainer


def _resume(run: Path, config: Config, films: int) -> tuple[Trainer, int]:
    """The model as the last whole epoch left it, and how many epochs that were."""
    steps_per_epoch = -(-films // config.batch_size)
    if (run / STATE).exists():
        trainer = _load_state(run)
        # Float16 leaves out a step now and then, whose gradients overflow.
        return trainer, round(int(trainer.optimizer.iterations) / steps_per_epoch)
    body = build(config, quick=True, pretrained="imagenet" if config.weights == "imagenet" else None)
    if config.weights and config.weights != "imagenet":
        load_weights(body, Path(config.weights))
    trainer = build_trainer(body, config)
    steps = steps_per_epoch * config.epochs
    set_objective(trainer, config, schedule(config, steps_per_epoch), momentum(config, steps))
    return trainer, 0


def _epochs_left(stages: Sequence[Stage], done: int) -> Iterator[tuple[range, int]]:
    """Of each stage that is not finished: its epochs, counted from the run's first, and its size."""
    first = 0
    for stage in stages:
        if first + stage.epochs > done:
            yield range(max(first, done), first + stage.epochs), stage.size
        first += stage.epochs
