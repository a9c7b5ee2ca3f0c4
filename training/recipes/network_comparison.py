"""The settings of each network in ``docs/network_comparison.md``.

Command: ``python -m training compare --data DIR``. Cost and expected figures are on the page.

One epoch at 96 pixels is short enough for five networks on two cores. InceptionV3 needs at least 75 pixels,
and stages are multiples of 32. All settings are given, so that a comparison can be resumed after a default
has changed.
"""

from training.config import Config, Stage
from training.recipes.recipe import Recipe

RECIPE = Recipe(
    Config(
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
)
