"""A first model in minutes on a CPU, to see the whole of training work on your films.

Command:
    python -m training run --recipe quick_cpu --data DIR --non-chest DIR --other-population DIR --version NAME
"""

from training.config import Config, Stage
from training.recipes.recipe import Recipe

RECIPE = Recipe(
    Config(
        architecture="cnn",
        stages=(Stage(6, 64), Stage(4, 96)),
        learning_rate=3e-3,
        ema_momentum=0.98,
        own_framing=1.0,
    )
)
