"""`python -m infra.bench.probes.film_stages FILE ROUNDS` times one film by stage, from bytes to finding.

It prints medians in milliseconds. ``total`` is what the function does between fetching a film and storing
its results, through the function's own code.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from cxr.imaging import preview, reader
from cxr.imaging.file_format import FileFormat, file_format
from cxr.inference import heatmap
from cxr.inference.classifier import Classifier, load_classifier, load_network, model_input
from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME
from cxr.study import Status, Study
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


def main() -> None:
    """Time one film."""
    stages = _stages(Path(sys.argv[1]).read_bytes())
    print(json.dumps(median_times(stages, rounds=int(sys.argv[2]))))


def _stages(data: bytes) -> dict[str, Callable[[], object]]:
    classifier = bench_classifier()
    film = reader.read(data)
    judgement = classifier.classify(film)
    size = classifier.card.input.size
    network = load_network((MODEL_FOLDER / MODEL_NAME).read_bytes())
    stages: dict[str, Callable[[], object]] = {
        "total": partial(process_film, data, classifier),
        "read": partial(reader.read, data),
        "resize": partial(model_input, film, size),
        "model": partial(network, film=model_input(film, size)),
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


if __name__ == "__main__":
    main()
