"""Losses, metrics, optimizer and learning-rate schedule of a run."""

import keras

from training.config import Config
from training.networks.network import CLEAR_LOGIT, LOGIT

EMA_LENGTHS = 10
"""Least number of steps of a run, in multiples of the length of its moving average."""


def compile_model(model: keras.Model, config: Config, rate: object, momentum: float) -> None:
    """Compile ``model``. ``momentum`` is that of the moving average of the weights."""
    model.compile(
        optimizer=keras.optimizers.AdamW(
            rate,
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=momentum,
            global_clipnorm=1.0,
        ),
        loss=dict.fromkeys((LOGIT, CLEAR_LOGIT), keras.losses.BinaryCrossentropy(from_logits=True)),
        loss_weights={LOGIT: 1.0, CLEAR_LOGIT: config.clear_weight},
        weighted_metrics={
            LOGIT: [
                keras.metrics.BinaryAccuracy(threshold=0.0, name="accuracy"),
                keras.metrics.AUC(from_logits=True, name="auc"),
            ]
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
