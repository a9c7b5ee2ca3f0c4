"""Converts the network to the file that is served: the fastest form that answers like the float network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np

from cxr.inference.classifier import load_network
from cxr.inference.screening import Picture, Screened
from training.data.arrays import Pixels
from training.evaluation.latency import measure_latency
from training.networks.screening_network import SIDE
from training.quantization.tflite import to_dynamic_int8, to_float
from training.screening.thresholds import screen_all

FLOAT = "float32"

LEAST_DICE, LEAST_SAME, LARGEST_SHIFT = 0.995, 0.995, 0.1
"""Agreement with the float network: mean Dice of the lungs, share of the pictures that are taken for the same
kind, and mean difference of recognition and of population."""

AS_FAST = 1.1
"""Forms whose times differ by less than this factor are equally fast; the smallest of them is served."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The file, its form, and milliseconds for one film on one core by form."""

    file: bytes
    form: str
    milliseconds: Mapping[str, float]


def convert(model: keras.Model, pictures: Sequence[Pixels]) -> Converted:
    """Return the file of a network. ``pictures``: squares (n, n) on which its forms are compared."""
    reference = to_float(model, SIDE)
    files = {
        FLOAT: reference,
        "float16_weights": to_float(model, SIDE, float16=True),
        "dynamic_int8": to_dynamic_int8(reference),
    }
    found = {form: screen_all(load_network(file, threads=2), pictures) for form, file in files.items()}
    agreeing = {form: files[form] for form, answers in found.items() if agree(answers, found[FLOAT])}
    milliseconds = measure_latency(files, SIDE)
    form = fastest(agreeing, milliseconds)
    return Converted(files[form], form, milliseconds)


def agree(found: Sequence[Screened], reference: Sequence[Screened]) -> bool:
    """Return whether a form answers like the reference."""
    pairs = [*zip(found, reference, strict=True)]
    shifts = (
        np.mean([abs(one.recognition - other.recognition) for one, other in pairs]),
        np.mean([abs(one.population - other.population) for one, other in pairs]),
    )
    same = np.mean([_kind(one) is _kind(other) for one, other in pairs])
    dice = np.mean([_dice(one, other) for one, other in pairs])
    return bool(dice >= LEAST_DICE and same >= LEAST_SAME and max(shifts) <= LARGEST_SHIFT)


def fastest(files: Mapping[str, bytes], milliseconds: Mapping[str, float]) -> str:
    """Return the form of the smallest file that is about as fast as the fastest."""
    least = min(milliseconds[form] for form in files)
    return min(
        (form for form in files if milliseconds[form] <= AS_FAST * least), key=lambda form: len(files[form])
    )


def _kind(screened: Screened) -> Picture:
    return Picture.CHEST if screened.recognition >= 0 else screened.otherwise


def _dice(one: Screened, other: Screened) -> float:
    """Return the Dice coefficient of two masks, 1 if both are empty."""
    lungs, expected = one.lungs > 0.5, other.lungs > 0.5
    total = int(lungs.sum() + expected.sum())
    return 2 * int((lungs & expected).sum()) / total if total else 1.0
