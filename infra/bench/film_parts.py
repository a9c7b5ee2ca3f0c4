"""`python -m infra.bench.film_parts FILE ROUNDS` times one film from its bytes to its finding, and the parts.

It prints medians in milliseconds. ``total`` is what the function does between fetching a film and storing
what came of it: reading, judging and both pictures, through the function's own code.
"""

import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cxr import heatmap, preview, radiograph
from cxr.classifier import Classifier, load_classifier, load_network, model_input
from cxr.file_format import FileFormat, file_format
from cxr.model_card import MODEL_FOLDER, MODEL_NAME
from infra.bench.measuring import in_turns, medians, milliseconds
from infra.bench.reading import read_whole


def main() -> None:
    """Measure one film."""
    data = Path(sys.argv[1]).read_bytes()
    # A release whose screening refuses our drawn film would end the measurement before the pictures.
    classifier = load_classifier().without_screening()
    parts = {"total": partial(read_whole, data, classifier), **_parts(data, classifier)}
    turns = {name: partial(lambda run: [milliseconds(run)], run) for name, run in parts.items()}
    print(json.dumps(medians(in_turns(turns, int(sys.argv[2])))))


def _parts(data: bytes, classifier: Classifier) -> dict[str, Callable[[], object]]:
    film = radiograph.read(data)
    judgement = classifier.classify(film)
    size = classifier.card.input.size
    pixels = model_input(film, size)
    network = load_network((MODEL_FOLDER / MODEL_NAME).read_bytes())
    parts: dict[str, Callable[[], object]] = {
        "read": partial(radiograph.read, data),
        "resize": partial(model_input, film, size),
        "model": partial(network, film=pixels),
        "heatmap": partial(heatmap.render, judgement.activation_map, film.width, film.height),
        "preview": partial(preview.render, film),
    }
    if file_format(data) is FileFormat.DICOM:
        parts["decoder"] = partial(_decode_dicom, data)
    return parts


def _decode_dicom(data: bytes) -> None:
    from cxr.dicom.parsing import parse  # noqa: PLC0415 (a film that is a picture needs none of it)
    from cxr.dicom.pixel_data import pixel_codes  # noqa: PLC0415

    pixel_codes(parse(data))


if __name__ == "__main__":
    main()
