"""The items of CLAIM 2024 (Tejani et al. 2024, in short), each with where this repository answers it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How far an item is answered."""

    YES = "answered"
    PART = "in part"
    NO = "not done"
    NOT_APPLICABLE = "does not apply"


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    ``answer`` is Markdown; its links are relative to ``docs/``. ``figures``: paths into the figures of a
    card, with slashes between the names. Without all of them, the item is not done.
    """

    asks: str
    state: State
    answer: str
    figures: tuple[str, ...] = ()


ITEMS: dict[str, tuple[Item, ...]] = {
    "Title, abstract": (
        Item("Name the kind of technology", State.YES, "[model card](model_card.md#the-model)"),
        Item(
            "Structured summary",
            State.PART,
            "[start page](../README.md), [model card](model_card.md); no abstract of a study",
        ),
    ),
    "Introduction": (
        Item("Background, intended use and role", State.YES, "[model card](model_card.md#intended-use)"),
        Item(
            "Aims and hypotheses",
            State.PART,
            "aims as limits: [model card](model_card.md#release-criteria); no hypothesis was registered",
        ),
    ),
    "Study design": (
        Item("Prospective or retrospective", State.YES, "retrospective, on published films"),
        Item(
            "Goal", State.YES, "to make a model and to measure it, [model card](model_card.md#intended-use)"
        ),
    ),
    "Data": (
        Item("Sources", State.YES, "[data sheet](data_sheet.md#motivation)"),
        Item(
            "Inclusion and exclusion",
            State.PART,
            "[data sheet](data_sheet.md#composition); not of the publishers",
        ),
        Item("Preprocessing", State.YES, "[model file](design/model_file.md), `cxr/inference/lungs.py`"),
        Item("Selection of parts of the data", State.YES, "[data sheet](data_sheet.md#composition)"),
        Item(
            "De-identification",
            State.PART,
            (
                "by the publishers, who do not describe it; what the service keeps: "
                "[privacy](design/privacy.md)"
            ),
        ),
        Item(
            "Missing data",
            State.PART,
            (
                "a film without a label or a patient is left out, [data "
                "sheet](data_sheet.md#composition); nothing is imputed"
            ),
        ),
        Item("Image acquisition", State.NO, "the publishers do not describe devices and settings"),
    ),
    "Reference standard": (
        Item("How it was obtained", State.YES, "[data sheet](data_sheet.md#motivation)"),
        Item(
            "Why it was chosen",
            State.PART,
            "it is what the collections have; its limits are in the [model card](model_card.md#caveats)",
        ),
        Item("Who annotated", State.PART, "[data sheet](data_sheet.md#motivation); not their experience"),
        Item("Annotation of the test films", State.YES, "[data sheet](data_sheet.md#motivation)"),
        Item(
            "Variability between and within annotators",
            State.NO,
            "the publishers give none, and no film was read again",
        ),
    ),
    "Partitions": (
        Item(
            "How films were assigned", State.YES, "[data sheet](data_sheet.md#composition), `training/data/`"
        ),
        Item("Level at which parts are disjoint", State.YES, "the patient, and the series of films"),
    ),
    "Test films": (
        Item(
            "Intended number",
            State.NO,
            (
                "that of the published test films; no number was planned. An export demands a least "
                "number of validation films, `training/calibration/fewest_films.py`"
            ),
        ),
    ),
    "Model": (
        Item(
            "Detailed description",
            State.YES,
            "[model file](design/model_file.md), [model card](model_card.md)",
        ),
        Item("Software", State.YES, "[model card](model_card.md#training), `requirements/training.txt`"),
        Item(
            "Start of the weights", State.YES, "[model card](model_card.md#training), [training](training.md)"
        ),
    ),
    "Training": (
        Item(
            "Approach",
            State.YES,
            (
                "[training](training.md), `training/augmentation/`, settings of the run in the [model "
                "card](model_card.md#training)"
            ),
        ),
        Item(
            "Choice of the final model",
            State.YES,
            (
                "by validation films and held-out series, with a log of looks at the test films: "
                "[training](training.md#looks-at-the-test-films)"
            ),
        ),
        Item(
            "Ensembles",
            State.YES,
            "one network; averaged weights are named in the [model card](model_card.md#training)",
        ),
    ),
    "Evaluation": (
        Item("Metrics", State.YES, "[model card](model_card.md#figures)"),
        Item(
            "Uncertainty and significance",
            State.PART,
            "intervals over patients: [model card](model_card.md#figures); no test of significance",
            ("test/intervals",),
        ),
        Item("Robustness", State.YES, "[model card](model_card.md#robustness)", ("files",)),
        Item(
            "Explainability",
            State.PART,
            (
                "[model card](model_card.md#heatmaps); no one marked the pneumonia, so the place was not "
                "checked"
            ),
            ("attention",),
        ),
        Item("Internal data", State.YES, "[model card](model_card.md#figures)", ("report/auc",)),
        Item(
            "External data",
            State.PART,
            (
                "films of other populations, where the model flags instead of labels, [model "
                "card](model_card.md#figures); a site measures its own films: "
                "[training](training.md#measure-the-model-on-your-films)"
            ),
            ("nih_adult/auc",),
        ),
        Item("Registration of a trial", State.NOT_APPLICABLE, "no trial on patients was made"),
    ),
    "Results": (
        Item(
            "Films included and excluded",
            State.PART,
            (
                "included: [data sheet](data_sheet.md#composition); films that the publishers left out "
                "are not known"
            ),
        ),
        Item(
            "Demographics of each part",
            State.NO,
            (
                "the films have no age or sex; kinds of pneumonia are in the [data "
                "sheet](data_sheet.md#composition)"
            ),
        ),
        Item(
            "Performance with its uncertainty",
            State.YES,
            "[model card](model_card.md#figures)",
            ("test/intervals",),
        ),
        Item(
            "Diagnostic performance and its precision",
            State.YES,
            (
                "[model card](model_card.md#figures), by prevalence: [model "
                "card](model_card.md#where-pneumonia-is-rarer)"
            ),
            ("test/auc",),
        ),
        Item(
            "Analysis of wrong cases",
            State.PART,
            (
                "by series, kind, probability and treatment, [model card](model_card.md#by-series); no "
                "reader looked at each film"
            ),
            ("test/by_series",),
        ),
    ),
    "Discussion": (
        Item("Limits", State.YES, "[model card](model_card.md#caveats)"),
        Item(
            "Meaning for practice",
            State.YES,
            "[model card](model_card.md#intended-use), [prevalence](design/prevalence.md)",
        ),
    ),
    "Other": (
        Item("Protocol or further details", State.PART, "this repository; no protocol was published"),
        Item(
            "Availability of software, model and data",
            State.YES,
            "software and model are this repository, films: [data sheet](data_sheet.md#distribution)",
        ),
        Item("Funding", State.NO, "this project does not state it"),
    ),
}
"""By section, in the order of the checklist, whose items are numbered from 1."""
