"""Release 0.8.0, the shipped model: 0.7.0 trained for 10 more epochs, averaged with 0.7.0.

Commands, with the report of 0.7.0 from the history of the repository:

    mkdir -p runs
    git archive 6796c46 training/reports/0.7.0 | tar -x -C runs --strip-components=2
    python -m training run --recipe release_0_8 --data chest_xray --non-chest not_frontal_cxr \
        --other-population nih_adult --measure covid_adult --version 0.8.0

The chain before that, from public weights: ``from_imagenet`` without out-of-distribution images;
``python -m training.warm_start``; 6 epochs of EfficientNetB3 at 224 pixels (learning rate 4e-4), which also
learned the outputs of the smaller network, as the code no longer does; 6 epochs with texture in augmentation
and 5 with shadows (2.5e-4 each); the mean of the last two, 0.7.0. The settings of each run are in
``config.json`` of ``training/reports/{0.6.0-grown,0.6.0-textured,0.7.0}`` at commit e522ff3.

Cost: about two hours of training on two cores, at ten minutes an epoch, and then the export.

Expected: 0.988 AUC, 0.955 accuracy, 0.990 sensitivity and 0.897 specificity on the 624 test films, 0.970
accuracy on the 470 holdout films (``training/reports/0.8.0/figures.json``). A new run differs a little: Keras
draws the augmentation again, and at the time shadows were drawn within a batch.
"""

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
