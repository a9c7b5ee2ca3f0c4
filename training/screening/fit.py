"""Trains the screening network. A run can be resumed after any epoch."""

import sys
from pathlib import Path
from zipfile import BadZipFile

import keras
from keras import ops

from training.errors import TrainingError
from training.fitting.checkpoints import STATE, callbacks
from training.fitting.objective import EMA_LENGTHS
from training.networks.screening_network import LUNGS, PICTURE, POPULATION, SIDE, build_screening
from training.screening.films.batches import ScreeningBatches, ScreeningFilms

BATCH, WARMUP = 64, 200
"""Pictures of a step, and steps until the learning rate is at its peak."""

RATE, LOWEST = 3e-3, 1e-4

EMA_MOMENTUM = 0.99
"""Momentum of the average of the weights. It begins at the first step, so a short run has a lower one: its
average would stay near the untrained weights."""

VERBOSE = 1 if sys.stdout.isatty() else 2


@keras.saving.register_keras_serializable("pneumoscope")
def lung_loss(masks: keras.KerasTensor, logits: keras.KerasTensor) -> keras.KerasTensor:
    """Return cross-entropy over the places plus 1 - Dice for the shape, for each picture."""
    found = ops.sigmoid(logits)
    places = ops.mean(keras.losses.binary_crossentropy(masks, logits, from_logits=True), axis=(1, 2))
    both = ops.sum(masks * found, axis=(1, 2, 3))
    either = ops.sum(masks + found, axis=(1, 2, 3))
    return places + 1 - (2 * both + 1) / (either + 1)


def fit(films: ScreeningFilms, run: Path, epochs: int, seed: int) -> keras.Model:
    """Train for ``epochs``, or resume, and return the network with the average of its weights.

    A resumed run has the same pictures in the same order. Raise TrainingError if the state in ``run``
    cannot be read.
    """
    keras.utils.set_random_seed(seed)
    model = _load(run / STATE) if (run / STATE).exists() else _compiled(len(films.films), epochs)
    steps = -(-len(films.films) // BATCH)
    done = round(int(model.optimizer.iterations) / steps)
    if done < epochs:
        batches = ScreeningBatches(films, SIDE, BATCH, seed, done)
        model.fit(
            batches,
            initial_epoch=done,
            epochs=epochs,
            shuffle=False,  # each batch is already random, by seed, epoch and step
            callbacks=callbacks(run),
            verbose=VERBOSE,
        )
        model = _load(run / STATE)
    model.optimizer.finalize_variable_values(model.trainable_variables)
    return model


def _compiled(films: int, epochs: int) -> keras.Model:
    model = build_screening()
    steps = epochs * -(-films // BATCH)
    warmup = min(WARMUP, steps // 2)
    rate = keras.optimizers.schedules.CosineDecay(
        LOWEST, max(1, steps - warmup), warmup_target=RATE, warmup_steps=warmup
    )
    model.compile(
        keras.optimizers.AdamW(
            rate,
            weight_decay=1e-3,
            use_ema=True,
            ema_momentum=min(EMA_MOMENTUM, max(0.0, 1 - EMA_LENGTHS / steps)),
            global_clipnorm=1.0,
        ),
        loss={
            LUNGS: lung_loss,
            PICTURE: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            POPULATION: keras.losses.BinaryCrossentropy(from_logits=True),
        },
        loss_weights={LUNGS: 1.0, PICTURE: 1.0, POPULATION: 0.5},
        weighted_metrics={
            PICTURE: ["accuracy"],
            POPULATION: [keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy")],
        },
        jit_compile=False,  # on a CPU, a step compiled by XLA takes twice the time
    )
    return model


def _load(state: Path) -> keras.Model:
    try:
        return keras.saving.load_model(state)
    except (BadZipFile, OSError, ValueError, KeyError, TypeError) as e:
        raise TrainingError(f"{state} cannot be read; give --run another folder ({e})") from e
