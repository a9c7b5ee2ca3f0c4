"""Release 0.9.0, the shipped model: two more epochs with grey patches and mixed films.

Command, after the run of release_0_9_start:

    python -m training run --recipe release_0_9 --data chest_xray --measure nih_adult --measure covid_adult \
        --version 0.9.0

docs/training.md has the command of the screening network, which finds the lungs.

Cost: the hours of training, and the processor, are in docs/model_card.md.

Expected figures: those of docs/model_card.md.
"""

from training.config import Config, Stage

RECIPE = Config(
    stages=(Stage(2, 160),),
    learning_rate=1e-4,
    ema_momentum=0.992,
    seed=21,
    weights="runs/release_0_9_start/weights.npz",
    grey_share=0.4,
    superposed_share=0.25,
)
