"""Release 0.8.0, the shipped model."""

from training.config import Config, Stage
from training.recipes.recipe import Recipe

RECIPE = Recipe(
    Config(
        stages=(Stage(10, 224),),
        learning_rate=3e-4,
        seed=13,
        export_seed=11,
        weights="runs/0.7.0/weights.npz",
        lung_guidance=0.5,
    ),
    average_with_start=True,
)
