"""Recipes by name, for ``python -m training run --recipe NAME``."""

from training.config import Config
from training.recipes import from_imagenet, quick_cpu, release_0_9, release_0_9_start, rsna

RECIPES: dict[str, Config] = {
    "release_0_9_start": release_0_9_start.RECIPE,
    "release_0_9": release_0_9.RECIPE,
    "quick_cpu": quick_cpu.RECIPE,
    "from_imagenet": from_imagenet.RECIPE,
    "rsna": rsna.RECIPE,
}
