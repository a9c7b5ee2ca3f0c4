"""`python -m infra.tools.sample_film` has the shipped model read the sample film of the pages.

Run it after each release of a model: pages offer no sample that another model has read.
"""

import sys

from cxr.imaging.previews import preview
from cxr.imaging.reader import read
from cxr.inference import heatmap
from cxr.inference.classifier import load_classifier
from infra.local.settings import SAMPLES
from webapp.sample.film import FINDING, FOLDER

FILM = SAMPLES / "pneumonia-1.jpg"


def sample_files() -> dict[str, bytes]:
    """Return name -> content of what the pages have of the film. Raise FilmRefused if it is not judged."""
    film = read(FILM.read_bytes())
    judged = load_classifier().classify(film)
    return {
        "preview.jpg": preview.render(film),
        "thumbnail.jpg": preview.thumbnail(film),
        "heatmap.png": heatmap.render(judged.activation_map, film.width, film.height),
        "finding.json": FINDING.dump_json(judged.finding, indent=1) + b"\n",
    }


def main() -> int:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, content in sample_files().items():
        (FOLDER / name).write_bytes(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
