"""What a step of training improves, and how fast."""

import keras

from training.config import Config
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, SCREENING

AVERAGED = 10
"""A run has this many times as many steps as its averaged weights remember, or more."""


def set_objective(trainer: keras.Model, config: Config, rate: object, averaged: float) -> None:
    """Compile ``trainer`` with its losses, metrics and optimizer.

    ``averaged`` is the momentum of the weights' moving average.
    """
    recognition, population = SCREENING
    weights = {
        LOGIT: 1.0,
        recognition: config.recognition_weight,
        population: config.population_weight,
        OUTSIDE: config.lung_guidance,
    }
    answer = keras.losses.BinaryCrossentropy(from_logits=True)
    trainer.compile(
        optimizer=keras.optimizers.AdamW(
            rate,
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=averaged,
            global_clipnorm=1.0,
        ),
        loss=dict.fromkeys((LOGIT, *SCREENING), answer) | {OUTSIDE: keras.losses.MeanAbsoluteError()},
        loss_weights=weights,
        weighted_metrics={
            LOGIT: [_accuracy(), keras.metrics.AUC(from_logits=True, name="auc")],
            recognition: [_accuracy()],
            population: [_accuracy()],
        },
        jit_compile=keras.backend.backend() == "jax",
    )


def momentum(config: Config, steps: int) -> float:
    """Of the moving average in a run of so many ``steps``.

    Keras lets it begin at the weights of the first step. In a short run, the usual momentum would keep
    a good part of those, which know nothing yet.
    """
    return min(config.ema_momentum, max(0.0, 1 - AVERAGED / steps))


def schedule(config: Config, steps_per_epoch: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Warm up, then decay along a cosine (Loshchilov and Hutter 2017)."""
    warmup = round(steps_per_epoch * min(config.warmup_epochs, config.epochs / 2))
    return keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 20,
        steps_per_epoch * config.epochs - warmup,
        warmup_target=config.learning_rate,
        warmup_steps=warmup,
    )


def _accuracy() -> keras.metrics.Metric:
    return keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy")
