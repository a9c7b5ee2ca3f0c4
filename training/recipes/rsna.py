"""A model of adults from public ImageNet weights: EfficientNet-Lite2 on the films of the RSNA challenge.

The layout is that of the challenge, with the RSNA's file of patients beside it (docs/training.md). NIH
ChestX-ray14 trains with the same commands; a program took its labels from reports, where radiologists drew
boxes for the challenge. The weights come with the requirements, so nothing is downloaded.

The shipped screening network flags adults, so a model of adults needs its own. It learns lungs from films
that have masks, which may be other films than those of the challenge, and flags children:

    python -m training screening --data RSNA --data MASKED --lungs MASKS --non-chest DIR \
        --other-population CHILDREN --run runs/adults
    python -m training train --recipe rsna --screening runs/adults --data RSNA --run runs/rsna
    python -m training export --screening runs/adults --data RSNA --run runs/rsna --version NAME

On a GPU, install with ``make training BACKEND=jax`` and add ``--precision mixed_bfloat16`` to the second
command. The first and the third need TensorFlow.

Cost on two cores, an estimate from 40 synthetic films of that layout, 1,024 pixels a side in DICOM, scaled to
the 14,863 films of the challenge that are used: the films are read in 18 minutes, and their batches take
20 minutes of CPU time in all. The steps have not been measured; by the epochs of the release, they take
hours.

Expected figures have not been measured: nobody here has trained it on the films of the challenge.
"""

from training.config import Config, Stage

RECIPE = Config(
    architecture="efficientnetlite2",
    stages=(Stage(3, 128), Stage(6, 224)),
    learning_rate=5e-4,
    weights="imagenet",
)
