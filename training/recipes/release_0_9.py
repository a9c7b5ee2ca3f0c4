"""Release 0.9.0, the shipped model: the first blocks of 0.8.0, trained on the lungs alone.

Commands, with the weights of 0.8.0 from the history of the repository:

    mkdir -p runs
    git archive 4d537c0 training/reports/0.8.0 | tar -x -C runs --strip-components=2
    python -m training run --recipe release_0_9 --data chest_xray --measure nih_adult --measure covid_adult \
        --version 0.9.0

docs/training.md has the command of the screening network, which finds the lungs.

Cost: the hours of training, and the processor, are in docs/model_card.md.

Expected figures: those of docs/model_card.md.
"""

from training.config import Config, Stage

RECIPE = Config(
    stages=(Stage(8, 160),),
    learning_rate=4e-4,
    ema_momentum=0.992,
    seed=21,
    weights="runs/0.8.0/weights.npz",
)
