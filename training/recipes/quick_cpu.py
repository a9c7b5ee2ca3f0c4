"""A first model in minutes on a CPU, to see all of training work on your films. It is not for use.

Command:

    python -m training run --recipe quick_cpu --data DIR --version NAME

Cost: a few minutes of CPU time for the training on the 3,421 films of the Kaggle dataset. The export takes as
much.

Expected figures have not been measured since the network sees the lungs alone.
"""

from training.config import Config, Stage

RECIPE = Config(
    architecture="cnn",
    stages=(Stage(6, 64), Stage(4, 96)),
    learning_rate=3e-3,
    ema_momentum=0.98,
)
