"""The card of a model that nobody trained."""

from cxr.inference.model_card import Calibration, Input, ModelCard, Thresholds

CARD = ModelCard(
    version="known",
    architecture="none",
    population="no patients",
    sha256="0" * 64,
    created="2026-01-01",
    input=Input(size=224),
    calibration=Calibration(slope=1, intercept=0),
    thresholds=Thresholds(negative_below=0.4, positive_from=0.6),
    provenance={},
    figures={},
)
