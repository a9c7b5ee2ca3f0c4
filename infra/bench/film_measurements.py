"""What is measured of one film, each in a process of its own."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from cxr.imaging import reader
from cxr.imaging.file_format import FileFormat, file_format
from cxr.imaging.previews import preview
from cxr.inference import heatmap
from cxr.inference.classifier import Classifier, load_classifier, load_network
from cxr.inference.lungs import cut_out_lungs, whole_film
from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME, SCREENING_NAME
from cxr.inference.preprocessing import to_square
from cxr.inference.screening import screen
from cxr.sandbox.reader import SandboxedReader
from cxr.study import Status, Study
from functions.classify import wiring  # noqa: F401 (what it imports is part of the function's memory)
from functions.classify.results_bucket import ResultsBucket
from infra.bench.measurement import median_times


class _DiscardingClient:
    """An S3 client that stores nothing: the network is not measured."""

    def put_object(self, **_: object) -> None: ...


def bench_classifier() -> Classifier:
    """Load the shipped model without screening, which may refuse our synthetic film."""
    return load_classifier().without_screening()


def process_film(data: bytes, classifier: Classifier) -> None:
    """Read and classify a film, and render its preview and heatmap."""
    film = reader.read(data)
    judgement = classifier.classify(film)
    now = datetime.now(UTC)
    study = Study("bench", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.PROCESSING, now, now)
    results = ResultsBucket(cast("Any", _DiscardingClient()), "bench")
    results.put_film(study, film)
    results.put_finding(study, film, judgement)


def time_stages(file: str, rounds: int) -> dict[str, float]:
    """Time one film by stage, from bytes to finding: medians in milliseconds.

    ``total`` is what the function does between fetching a film and storing its results, through its own code.
    """
    return median_times(_stages(Path(file).read_bytes()), rounds)


def time_sandbox(file: str, rounds: int) -> dict[str, float]:
    """Time the reading of a film, here and in the sandbox: medians in milliseconds."""
    data = Path(file).read_bytes()
    with SandboxedReader() as sandboxed:
        calls = {"plain": partial(reader.read, data), "sandboxed": partial(sandboxed.read, data)}
        return median_times(calls, rounds)


def peak_memory(file: str) -> float:
    """Read one film. Return this process's peak in megabytes (2**20 bytes), with all that is loaded.

    Not from ``getrusage``: its figure includes what the parent had when it started this process.
    """
    process_film(Path(file).read_bytes(), bench_classifier())
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    if not found:
        raise LookupError("the kernel does not report the peak memory (VmHWM)")
    return int(found[1]) / 1024


def _stages(data: bytes) -> dict[str, Callable[[], object]]:
    classifier = bench_classifier()
    film = reader.read(data)
    judgement = classifier.classify(film)
    card, square = classifier.card, to_square(film)
    finding, screening = (
        load_network((MODEL_FOLDER / name).read_bytes()) for name in (MODEL_NAME, SCREENING_NAME)
    )
    lungs = screen(screening, square, card.screening.size).lungs
    side = card.input.size
    chest = cut_out_lungs(square, lungs, side) or whole_film(square, side)
    stages: dict[str, Callable[[], object]] = {
        "total": partial(process_film, data, classifier),
        "read": partial(reader.read, data),
        "resize": partial(to_square, film),
        "screening": partial(screen, screening, square, card.screening.size),
        "lungs": partial(cut_out_lungs, square, lungs, side),
        "model": partial(finding, film=chest.film[None, :, :, None]),
        "heatmap": partial(heatmap.render, judgement.activation_map, film.width, film.height),
        "preview": partial(preview.render, film),
    }
    if file_format(data) is FileFormat.DICOM:
        stages["decoder"] = partial(_decode_dicom, data)
    return stages


def _decode_dicom(data: bytes) -> None:
    from cxr.imaging.dicom.parser import parse  # noqa: PLC0415 (loaded for DICOM only, as the function does)
    from cxr.imaging.dicom.pixels.pixel_data import pixel_codes  # noqa: PLC0415

    pixel_codes(parse(data))
