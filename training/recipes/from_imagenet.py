"""A model from ImageNet weights, for your own films: EfficientNet-Lite2, then an export.

The weights come with the requirements, so nothing is downloaded. The model is smaller than the shipped one.

Command:

    python -m training run --recipe from_imagenet --data DIR --non-chest DIR --other-population DIR \
        --version NAME

Without out-of-distribution images, leave out --non-chest and --other-population: the model then refuses and
flags nothing.

Cost: about an hour on two cores for the 4,166 training films of the Kaggle dataset. This is an estimate: an
epoch of EfficientNetB3 at 224 pixels takes ten minutes, and this network needs half of the time per film.

Expected on the 554 validation films of the Kaggle dataset: AUC 0.998, accuracy 0.980, log-loss 0.045. They
are the figures of a run of these settings without out-of-distribution images
(``git show e522ff3:training/reports/0.6.0-grown/lite/history.json``). Releases since 0.7.0 began as it
(``training.warm_start``). It took texture over clear lungs for pneumonia; augmentation has had texture since.
"""

from training.config import Config, Stage
from training.recipes.recipe import Recipe

RECIPE = Recipe(
    Config(
        architecture="efficientnetlite2",
        stages=(Stage(2, 160), Stage(8, 224)),
        learning_rate=5e-4,
        weights="imagenet",
        lung_guidance=0.5,
    )
)
