"""The shipped network in the formats of the other runtimes, converted once for each release."""

from pathlib import Path

from cxr.inference.model_card import load_model_card
from infra.bench.cache import FOLDER, cached, digest
from infra.bench.environments import python_of
from infra.bench.processes import run
from infra.packaging.functions import ROOT


def report_folder() -> Path:
    """Return the folder with the weights that the shipped file was made from."""
    return ROOT / "training" / "reports" / load_model_card().version


def converted_networks() -> Path:
    """Return the folder of the converted files. Raise NotMeasured if they cannot be made."""
    card, report = load_model_card(), report_folder()
    sources = digest(Path(__file__).with_name("convert.py"), report / "weights.npz")

    def convert(folder: Path) -> None:
        run([python_of("runtimes"), "-m", "infra.bench.runtimes.convert", report, folder])

    return cached(FOLDER / "networks" / f"{card.version}-{card.input.size}-{sources}", convert)
