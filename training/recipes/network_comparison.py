"""The settings of each network in ``docs/network_comparison.md``.

Command: ``python -m training compare --data DIR``. Cost and expected figures are on the page.

One epoch at 96 pixels is short enough for four networks on two cores. All settings are given, so that a
comparison can be resumed after a default has changed.
"""

from training.config import Config, Stage

RECIPE = Config(
    stages=(Stage(1, 96),),
    batch_size=16,
    learning_rate=1e-3,
    warmup_epochs=0.2,
    weight_decay=1e-2,
    ema_momentum=0.97,
    dropout=0.3,
    clear_weight=0.5,
)
