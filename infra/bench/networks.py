"""The shipped network in the formats of the other runtimes, converted once for each release."""

import hashlib
import shutil
import subprocess
from pathlib import Path

from cxr.model_card import ModelCard
from infra.bench.environments import FOLDER, CannotInstall, last_error, python_of
from infra.packaging.functions import ROOT


def report_of(card: ModelCard) -> Path:
    """Where the weights lie from which the shipped file was made."""
    return ROOT / "training" / "reports" / card.version


def networks_of(card: ModelCard) -> Path:
    """The folder of the converted files. Raises CannotInstall where what converts them cannot be had."""
    report = report_of(card)
    made_from = (*sorted((ROOT / "infra" / "bench" / "peers").glob("*.py")), report / "weights.npz")
    digest = hashlib.sha256(str(card.input.size).encode())
    for source in made_from:
        digest.update(source.read_bytes())
    folder = FOLDER / "networks" / f"{card.version}-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        _convert(report, card.input.size, folder)
    return folder


def _convert(report: Path, size: int, folder: Path) -> None:
    shutil.rmtree(folder.parent, ignore_errors=True)
    beside = folder.with_suffix(".part")
    beside.mkdir(parents=True)
    command: list[str | Path] = [
        python_of("peers"),
        "-m",
        "infra.bench.peers.convert",
        report,
        str(size),
        beside,
    ]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotInstall(last_error(done.stderr))
    beside.rename(folder)
