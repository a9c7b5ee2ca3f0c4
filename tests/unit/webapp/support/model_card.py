"""A model card with a figure of each kind that pages show."""

from cxr.inference.model_card import (
    Calibration,
    Input,
    JudgedCriterion,
    ModelCard,
    Screening,
    Thresholds,
    Verdict,
)

CARD = ModelCard(
    version="v-test",
    architecture="EfficientNetB3",
    population="Frontal films of children",
    sha256="0" * 64,
    created="2026-11-23",
    input=Input(size=224),
    calibration=Calibration(slope=1, intercept=0, prevalence=0.7635),
    thresholds=Thresholds(negative_below=0.2, positive_from=0.6),
    screening=Screening(size=96, sha256="0" * 64, recognized_from=-1.5, in_population_from=0.5),
    validated_ages=(1, 5),
    provenance={},
    figures={
        "test": {
            "auc": 0.9612,
            "specificity": None,
            "intervals": {"auc": [0.9381, 0.9708]},
            "by_probability": [{"from": 0, "below": 0.02, "films": 0, "pneumonia": None}],
        },
        "holdout": {"auc": 0.9871},
        "series": {"auc": 0.9733},
        "shortcuts": {"films": 624, "lungs_grey": {"auc": 0.5512}},
        "treatments": {"films": 100, "base": {"auc": 0.9444}},
        "looks": 4,
        "limits": {
            "photo": {"only_measured": {"pictures": 40, "refused": 0.975, "flagged": 0.0}},
            "validation": {"fitted_on": {"pictures": 554, "refused": 0.002, "flagged": 0.01}},
        },
        "parity": {"holds": True},
    },
    criteria=(
        JudgedCriterion(
            name="Specificity",
            must=0.88,
            aim=0.93,
            at_most=False,
            measured=0.8512,
            verdict=Verdict.MISSED,
        ),
        JudgedCriterion(name="ECE", must=0.08, aim=0.04, at_most=True, measured=0.05, verdict=Verdict.MUST),
    ),
)
