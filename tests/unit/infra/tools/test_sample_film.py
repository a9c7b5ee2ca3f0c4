"""The sample film of the pages is what the shipped model makes of it."""

import io

import numpy as np
import pytest
from PIL import Image

from infra.tools.sample_film import sample_files
from webapp.sample.film import FINDING, FOLDER

STALE = "run python -m infra.tools.sample_film"


def test_the_sample_has_the_finding_of_the_shipped_model() -> None:
    made = sample_files()
    assert made.keys() == {path.name for path in FOLDER.iterdir()}
    stored, found = (
        FINDING.validate_json(text) for text in ((FOLDER / "finding.json").read_bytes(), made["finding.json"])
    )
    assert stored.model_version == found.model_version, STALE
    assert (stored.label, stored.in_population) == (found.label, found.in_population), STALE
    # Processors differ in the last digits.
    assert stored.probability == pytest.approx(found.probability, abs=0.005), STALE
    assert len(stored.regions) == len(found.regions), STALE
    for name in made.keys() - {"finding.json"}:
        kept, drawn = (
            np.asarray(Image.open(io.BytesIO(content)).convert("RGBA"), float)
            for content in ((FOLDER / name).read_bytes(), made[name])
        )
        assert kept.shape == drawn.shape, STALE
        assert np.abs(kept - drawn).mean() < 2, STALE
