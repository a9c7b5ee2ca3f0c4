"""The coded words of results, as DICOM PS3.16, SNOMED CT, UCUM and LOINC define them."""

from typing import NamedTuple

from cxr.study import Label

PRIVATE_SCHEME = "99PNEUMOSCOPE"
"""The designator of our own codes: DICOM reserves those that begin with 99 for private use (PS3.16 8)."""


class Code(NamedTuple):
    """A code and what it means, in a coding scheme by its DICOM designator (PS3.16 8)."""

    value: str
    scheme: str
    meaning: str


PNEUMONIA = Code("233604007", "SCT", "Pneumonia")
PRESENCE = {
    Label.POSITIVE: Code("52101004", "SCT", "Present"),
    Label.NEGATIVE: Code("272519000", "SCT", "Absent"),
    Label.UNCERTAIN: Code("82334004", "SCT", "Indeterminate"),
}
"""What a label says of pneumonia."""

YES, NO, UNKNOWN = (
    Code("373066001", "SCT", "Yes"),
    Code("373067005", "SCT", "No"),
    Code("261665006", "SCT", "Unknown"),
)
PROBABILITY = Code("122157", "DCM", "Probability")
PERCENT = Code("%", "UCUM", "Percent")
IN_POPULATION = Code("IN_POPULATION", PRIVATE_SCHEME, "Film within the validated population")
AT_SITE = Code("AT_SITE", PRIVATE_SCHEME, "Probability at the prevalence of the site")
AT_CALIBRATION = Code("AT_CALIBRATION", PRIVATE_SCHEME, "Probability at the prevalence of the calibration")
PREVALENCE = Code("PREVALENCE", PRIVATE_SCHEME, "Prevalence of pneumonia at the site")


def yes_or_no(answer: bool | None) -> Code:
    """Return the code of an answer, Unknown for None."""
    return UNKNOWN if answer is None else YES if answer else NO
