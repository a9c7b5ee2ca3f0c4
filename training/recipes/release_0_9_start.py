"""The run that release 0.9.0 starts from: the first blocks of 0.8.0, trained on the lungs alone.

Commands, with the weights of 0.8.0 from the history of the repository:

    mkdir -p runs
    git archive 4d537c0 training/reports/0.8.0 | tar -x -C runs --strip-components=2
    python -m training train --recipe release_0_9_start --data chest_xray --run runs/release_0_9_start

Cost: about 90 minutes on two cores that have nothing else to do.

Expected figures: its validation AUC ends at 0.99. On its own it calls hazy normal films positive, and grey
patches over the lungs may raise its log-odds. Release 0.9.0 continues from it to mend both.
"""

from training.config import Config, Stage

RECIPE = Config(
    stages=(Stage(8, 160),),
    learning_rate=4e-4,
    ema_momentum=0.992,
    seed=21,
    weights="runs/0.8.0/weights.npz",
)
