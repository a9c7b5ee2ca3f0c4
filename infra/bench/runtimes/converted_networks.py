"""The shipped network in the formats of the other runtimes, converted once for each release."""

import hashlib
import shutil
from pathlib import Path

from cxr.inference.model_card import ModelCard
from infra.bench.environments import FOLDER, python_of
from infra.bench.processes import run
from infra.packaging.functions import ROOT


def report_of(card: ModelCard) -> Path:
    """Return the folder with the weights that the shipped file was made from."""
    return ROOT / "training" / "reports" / card.version


def converted_networks(card: ModelCard) -> Path:
    """Return the folder of the converted files. Raise NotMeasured if they cannot be made."""
    report = report_of(card)
    digest = hashlib.sha256(str(card.input.size).encode())
    for source in (Path(__file__).with_name("convert.py"), report / "weights.npz"):
        digest.update(source.read_bytes())
    folder = FOLDER / "networks" / f"{card.version}-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        shutil.rmtree(folder.parent, ignore_errors=True)
        unfinished = folder.with_suffix(".part")
        unfinished.mkdir(parents=True)
        run([python_of("runtimes"), "-m", "infra.bench.runtimes.convert", report, unfinished])
        unfinished.rename(folder)
    return folder
