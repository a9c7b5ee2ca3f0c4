"""The sentences of a report in English, with their gaps. Pages translate them for their reader."""

from enum import StrEnum

from cxr.thresholds import SITE_THRESHOLDS_SENTENCE


class Phrase(StrEnum):
    """A heading, a name or a sentence, in the order of the page."""

    SAMPLE = "Sample film, of no patient"
    SAMPLE_MEANING = (
        "The film is synthetic. This sheet shows what a report looks like: keep it out of every record."
    )

    TITLE = "Chest X-ray: report of the model's finding"
    PDF_TITLE = "Pneumoscope report, study {study}"
    DISCLAIMER = "Decision support, not a diagnosis. Pneumoscope is not a medical device."
    NOT_VALIDATED = "Not validated for this film"
    DOUBT = "So the film has no label. Do not rely on its probability."

    REFERENCE = "Patient reference"
    NO_REFERENCE = "None"
    STUDY = "Study"
    RECEIVED = "Received"
    MODEL = "Model"

    POSITIVE = "Signs of pneumonia"
    UNCERTAIN = "Uncertain"
    NEGATIVE = "No signs of pneumonia"
    PROBABILITY = "{share} probability of pneumonia"

    FILM = "The film"
    FILM_WITH_HEATMAP = "The film with the heatmap"
    FILM_ALONE = "The film. The heatmap is missing."

    VERDICT = "Verdict of a reader"
    VERDICT_GIVEN = "{reader} {words}, {time}."
    VERDICT_OF_BOTH = "{seen} and {said}"
    PROGRAM = "A program"
    SEES_PNEUMONIA = "sees pneumonia"
    SEES_NONE = "sees no finding"
    SEES_OTHER = "sees another finding"
    AGREES = "agrees with the model"
    DISAGREES = "disagrees with the model"
    IS_UNSURE = "is unsure"
    BEFORE_OPINION = "The verdict was given before the model's opinion was shown."

    MEANING = "What it means here"
    MEANING_UNKNOWN = (
        "It is not known what this probability means where another share of films shows pneumonia. "
        "Where pneumonia is rarer than among the films used for calibration, it is too high."
    )
    PREVALENCE_UNSET = "How many films show pneumonia here is not set."
    PREVALENCE = "This is for a place where {share} of films show pneumonia."
    SET_BY_READER = "The reader set this."
    SET_BY_SITE = "The site set this."
    SET_BY_REQUEST = "This report was asked for it."
    ASSUMED = (
        "The model's probability assumes that {share} of films show pneumonia. "
        "Where pneumonia is rarer, it is too high."
    )

    LIMITS = "Limits"
    NO_FIGURE = "The model's figure of {share} for pneumonia does not hold for this film."
    THRESHOLDS = (
        "Below {below}: no signs of pneumonia. From {positive_from}: signs of pneumonia. Between: uncertain."
    )
    SITE_THRESHOLDS = SITE_THRESHOLDS_SENTENCE
    UNCHECKED = "The model could not check whether this film is similar to those used for validation."
    VALIDATED_ON = "Validated on: {population}."
    NOT_FOR_USE = "This model is not for use: it was calibrated on too few films."
    HEATMAP = (
        "The heatmap shows the places in the lungs on which the finding rests. They are the model's evidence "
        "and may be wrong."
    )
    REDUCED = "The pictures are reduced for print. Read the film itself."

    MADE = "Report made by {reader}, {time}."
