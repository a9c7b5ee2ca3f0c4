"""The steps of training, and the groups of them that have the same options."""

STEPS = {
    "screening": "train the network that finds the lungs and decides what may be judged",
    "run": "train, then export: everything in one command",
    "train": "train the network, or resume a run that was stopped",
    "average": "make a run from the mean of the weights of several runs",
    "export": "quantize, calibrate, measure and ship a finished run",
    "calibrate": "choose calibration and thresholds of the shipped file again, and measure it",
    "evaluate": "measure the shipped model again",
    "validate": "measure the shipped model on the labelled films of a site",
    "intercept": "measure how far the verdicts of a site would move the calibration",
    "compare": "train each architecture on the same split, and write one table",
    "shortcuts": "measure how well trees and the shipped model predict the label without the lungs",
    "robustness": "measure the shipped model on films that were turned, cut, blurred or photographed",
    "samples": "make synthetic sample films",
}

TRAINING = {"run", "train", "compare"}
"""Steps that train the finding network. Only they have its settings."""

RESUMABLE = {*TRAINING, "screening"}
"""Steps that the same command resumes after the last complete epoch."""

RELEASING = {"run", "export", "calibrate", "evaluate"}
"""Steps that write a model, its figures and its page."""

MEASURING = {"validate", "shortcuts", "robustness"}
"""Steps that measure a model and change nothing."""
