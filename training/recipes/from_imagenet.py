"""A model from ImageNet weights that come with the requirements.

Command:
    python -m training run --recipe from_imagenet --data DIR --version NAME
"""

from training.config import Config, Stage
from training.recipes.recipe import Recipe

RECIPE = Recipe(
    Config(
        architecture="efficientnetlite2",
        stages=(Stage(3, 160),),
        learning_rate=1e-3,
        weights="imagenet",
        lung_guidance=0.5,
        seed=7,
    )
)
