"""Losses, metrics, optimizer and learning-rate schedule of a run."""

import keras

from training.config import Config
from training.fitting.training_model import OUTSIDE
from training.networks.network import LOGIT, OOD_HEADS

EMA_LENGTHS = 10
"""Least number of steps of a run, in multiples of the length of its moving average."""


def compile_model(model: keras.Model, config: Config, rate: object, momentum: float) -> None:
    """Compile ``model``. ``momentum`` is that of the moving average of the weights."""
    recognition, population = OOD_HEADS
    weights = {
        LOGIT: 1.0,
        recognition: config.recognition_weight,
        population: config.population_weight,
        OUTSIDE: config.lung_guidance,
    }
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(
        optimizer=keras.optimizers.AdamW(
            rate,
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=momentum,
            global_clipnorm=1.0,
        ),
        loss=dict.fromkeys((LOGIT, *OOD_HEADS), cross_entropy) | {OUTSIDE: keras.losses.MeanAbsoluteError()},
        loss_weights=weights,
        weighted_metrics={
            LOGIT: [_accuracy(), keras.metrics.AUC(from_logits=True, name="auc")],
            recognition: [_accuracy()],
            population: [_accuracy()],
        },
        jit_compile=keras.backend.backend() == "jax",
    )


def ema_momentum(config: Config, steps: int) -> float:
    """Return the momentum of the moving average in a run of ``steps``.

    Keras starts the average at the weights of the first step. In a short run, the usual momentum would
    keep a large part of these untrained weights.
    """
    return min(config.ema_momentum, max(0.0, 1 - EMA_LENGTHS / steps))


def learning_rates(config: Config, steps_per_epoch: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Return a warm-up, then a cosine decay (Loshchilov and Hutter 2017)."""
    warmup = round(steps_per_epoch * min(config.warmup_epochs, config.epochs / 2))
    return keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 20,
        steps_per_epoch * config.epochs - warmup,
        warmup_target=config.learning_rate,
        warmup_steps=warmup,
    )


def _accuracy() -> keras.metrics.Metric:
    return keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy")
