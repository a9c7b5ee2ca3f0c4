"""Trains one run: films -> weights. A run can be resumed after any epoch."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

import keras

from training.config import CONFIG, Config, Stage
from training.data.lung_films import LungFinder, bytes_of, film_files, load_lung_films
from training.data.split.leakage import check_no_leakage
from training.data.split.parts import SPLIT, Parts, check_split, write_split
from training.errors import TrainingError
from training.files import require_space, require_writable
from training.fitting.batches import Batches
from training.fitting.checkpoints import STATE, callbacks
from training.fitting.devices import shared_devices
from training.fitting.objective import compile_model, ema_momentum, learning_rates
from training.fitting.training_model import body_of, build_training_model
from training.fitting.validation_batches import ValidationBatches
from training.networks.network import BODY, build
from training.networks.weights import WEIGHTS, load_weights, save_weights

VERBOSE = 1 if sys.stdout.isatty() else 2
"""Progress bar on a terminal, one line per epoch otherwise."""

SPACE = 800_000_000
"""Bytes for a run of the largest network: the old and the new state during a save, and the weights."""


def train(
    parts: Parts, run: Path, config: Config, finder: LungFinder, wanted_devices: int | None = None
) -> None:
    """Train on ``parts["train"]``, or resume an earlier call. ``finder`` finds the lungs of the films.

    ``wanted_devices``: as in ``shared_devices``. The number may change when a run is resumed.

    The folder ``run`` then contains config.json, split.csv, history.json, state.keras (to resume),
    TensorBoard's logs, and the averaged weights of the last epoch. While it trains, the films are in files
    there, so they may be more than memory holds. A resumed run has the same pictures in the same order. Raise
    TrainingError if ``run`` contains a run with other settings or films.
    """
    require_writable(run, "--run")
    used = [*parts["train"], *parts["validation"]]
    require_space(run, SPACE + bytes_of(len(used), finder))
    _check_claim(run, config, parts)
    keras.utils.set_random_seed(config.seed)
    with (
        shared_devices(wanted_devices, config.batch_size) as devices,
        _precision(config.precision),
        film_files(run) as folder,
    ):
        model, done = _resume(run, config, len(parts["train"]))
        _claim(run, config, parts)
        films, validation = (
            load_lung_films(parts[part], finder, folder / part) for part in ("train", "validation")
        )
        for epochs, side in _epochs_left(config.stages, done):
            batches = Batches(films, side, config, epochs.start)
            _fit(model, batches, ValidationBatches(validation, side, devices), epochs, run)
            # At its end, fit copies the averaged weights over the trained ones. On JAX both then share
            # memory, which the next fit would donate twice, so the state is loaded again.
            model = _load_state(run)
        save_weights(averaged_model(run), run / WEIGHTS)


def averaged_model(run: Path) -> keras.Model:
    """Return the network of the last complete epoch, with the moving average of its weights.

    Raise TrainingError if no epoch is complete.
    """
    if not (run / STATE).exists():
        raise TrainingError(f"{run} contains no finished epoch; run 'python -m training train' first")
    model = _load_state(run)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return body_of(model)


def _fit(
    model: keras.Model, batches: Batches, validation: ValidationBatches, epochs: range, run: Path
) -> None:
    """Train the epochs of one stage."""
    model.fit(
        batches,
        initial_epoch=epochs.start,
        epochs=epochs.stop,
        shuffle=False,  # each batch is already random, by seed, epoch and step
        validation_data=validation,
        callbacks=callbacks(run),
        verbose=VERBOSE,
    )


def _check_claim(run: Path, config: Config, parts: Parts) -> None:
    recorded = run / CONFIG
    if recorded.exists() and Config.load(recorded) != config:
        raise TrainingError(f"{run} contains a run with other settings; give --run another folder")
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)
    if config.weights and config.weights != "imagenet":
        check_no_leakage(parts, Path(config.weights).parent)


def _claim(run: Path, config: Config, parts: Parts) -> None:
    """Record what the run is. This comes after the model is built: a failed start leaves the folder free."""
    write_split(parts, run / SPLIT)
    config.write(run / CONFIG)


@contextmanager
def _precision(policy: str) -> Iterator[None]:
    """Use this dtype policy for new layers. Layers made afterwards, as by the export, do not have it."""
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _load_state(run: Path) -> keras.Model:
    other_version = (
        f"{run / STATE} is of another version of the program or backend; give --run another folder"
    )
    try:
        model = keras.saving.load_model(run / STATE)
    except (BadZipFile, OSError, ValueError, KeyError) as e:
        raise TrainingError(f"{run / STATE} cannot be read; give --run another folder ({e})") from e
    except TypeError as e:  # Keras raises it for a layer that is not registered
        raise TrainingError(other_version) from e
    if BODY not in {layer.name for layer in model.layers}:
        raise TrainingError(other_version)
    return model


def _resume(run: Path, config: Config, films: int) -> tuple[keras.Model, int]:
    """Return the model after the last complete epoch, and the number of complete epochs."""
    steps_per_epoch = -(-films // config.batch_size)
    if (run / STATE).exists():
        model = _load_state(run)
        # Round: float16 skips steps whose gradients overflow.
        return model, round(int(model.optimizer.iterations) / steps_per_epoch)
    body = build(config, fused=True, pretrained="imagenet" if config.weights == "imagenet" else None)
    if config.weights and config.weights != "imagenet":
        load_weights(body, Path(config.weights))
    model = build_training_model(body)
    steps = steps_per_epoch * config.epochs
    compile_model(model, config, learning_rates(config, steps_per_epoch), ema_momentum(config, steps))
    return model, 0


def _epochs_left(stages: Sequence[Stage], done: int) -> Iterator[tuple[range, int]]:
    """Yield the remaining epochs of each unfinished stage, counted over the run, and its size."""
    first = 0
    for stage in stages:
        if first + stage.epochs > done:
            yield range(max(first, done), first + stage.epochs), stage.size
        first += stage.epochs
