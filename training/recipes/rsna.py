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

Cost: about two hours on two cores, an estimate. On 40 synthetic films of the layout (DICOM with JPEG, 1,024
pixels a side), reading a film took 73 ms of CPU time and its place in a batch 11 ms. So the 14,863 films of
the challenge that are used are read in 18 minutes, and their batches take 20 minutes of the CPU. The steps
were not measured. By the time of an epoch in docs/training.md, and this network's share in
docs/network_comparison.md, the nine epochs take about 100 minutes, batches included.

On a GPU: about half an hour, an estimate. Nothing of it was measured on a GPU. Reading takes as long as
elsewhere; then the threads that make batches, not the GPU, set the pace.

Expected figures have not been measured: no one here has trained it on the films of the challenge.
"""

from training.config import Config, Stage

RECIPE = Config(
    architecture="efficientnetlite2",
    stages=(Stage(3, 128), Stage(6, 224)),
    learning_rate=5e-4,
    weights="imagenet",
)
