"""A first model in minutes on a CPU, to see all of training work on your films. It is not for use.

Command:

    python -m training run --recipe quick_cpu --data DIR --non-chest DIR --other-population DIR --version NAME

Without out-of-distribution images, leave out --non-chest and --other-population: the model then refuses and
flags nothing. Films keep their framing, so a small network learns fast, and learns the framing, too.

Cost: about six minutes of CPU time for the training on the 4,166 training films of the Kaggle dataset, and as
much for the export.

Expected on the 554 validation films of the Kaggle dataset, with out-of-distribution images: AUC 0.987 and
accuracy 0.948 (``history.json`` of a run).
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
