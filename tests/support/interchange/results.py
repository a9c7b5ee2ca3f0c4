"""Results of invented findings, without a model."""

from datetime import datetime, timedelta, timezone

import numpy as np
from pydicom.dataset import Dataset

from cxr.imaging.reader import read
from cxr.inference import heatmap
from cxr.inference.model_card import Calibration, Input, ModelCard, Screening, Thresholds
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import result_objects
from cxr.interchange.dicom.source import source_header
from cxr.interchange.statement import Statement, state
from cxr.study import Finding, Label, OutOfPopulation, Region

CARD = ModelCard(
    version="9.9.9",
    architecture="testnet",
    population="Frontal films of children",
    sha256="ab" * 32,
    created="2026-01-01",
    input=Input(size=224),
    calibration=Calibration(slope=1, intercept=0, prevalence=0.76),
    thresholds=Thresholds(negative_below=0.42, positive_from=0.9),
    screening=Screening(size=96, sha256="cd" * 32, recognized_from=0.0, in_population_from=0.0),
    validated_ages=(1, 5),
    provenance={},
    figures={},
)
AT = datetime(2026, 11, 28, 12, 30, 15, tzinfo=timezone(timedelta(hours=1)))

REGIONS = (Region(1 / 7, 3 / 7, 2 / 7, 1 / 7, 0.6), Region(5 / 7, 4 / 7, 1 / 7, 2 / 7, 0.25))
POSITIVE = Finding(0.95, Label.POSITIVE, True, "9.9.9", REGIONS)
UNCERTAIN = Finding(0.6, Label.UNCERTAIN, True, "9.9.9", REGIONS)
NEGATIVE = Finding(0.01, Label.NEGATIVE, True, "9.9.9")
OUTSIDE = Finding(0.987654, None, False, "9.9.9", REGIONS, OutOfPopulation.AGE)
UNCHECKED = Finding(0.95, Label.POSITIVE, None, "9.9.9")
FINDINGS = {
    "positive": POSITIVE,
    "uncertain": UNCERTAIN,
    "negative": NEGATIVE,
    "outside": OUTSIDE,
    "unchecked": UNCHECKED,
}

ACTIVATION = np.full((7, 7), -20, np.float32)
"""The activation map of all of them: (7, 7) float32, log-odds, one strong cell."""
ACTIVATION[3, 1] = 20

CELLS, LUNGS = np.zeros((14, 14), np.float32), np.ones((14, 14), np.float32)
"""The network's own map and the share of lung in each cell: (14, 14) float32. No object shows them."""


def statement(finding: Finding = POSITIVE, prevalence: float | None = None) -> Statement:
    return state(finding, CARD, prevalence)


def objects(
    film: bytes,
    finding: Finding = POSITIVE,
    prevalence: float | None = None,
    at: datetime = AT,
    kinds: tuple[ObjectKind, ...] = tuple(ObjectKind),
) -> dict[ObjectKind, Dataset]:
    """The objects of a DICOM film that this finding is made up for."""
    shown = read(film)
    overlay = heatmap.render(ACTIVATION, shown.width, shown.height)
    return result_objects(
        source_header(film), statement(finding, prevalence), shown.image, overlay, at, kinds=kinds
    )


def one(
    film: bytes, kind: ObjectKind, finding: Finding = POSITIVE, prevalence: float | None = None
) -> Dataset:
    return objects(film, finding, prevalence, kinds=(kind,))[kind]
