"""What a study is: the words that every other part of the system speaks."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cxr.thresholds import SiteThresholds

UNASSIGNED_SITE = "_unassigned"
"""The partition of films of unknown sites; operators alone see it."""

MAX_PATIENT_REF = 64
"""Characters of a patient reference: room for a pseudonym, not for a case history."""

MAX_UPLOAD_BYTES = 50 * 1024 * 1024
"""50 MiB: an uncompressed 16-bit film of 20 megapixels, with room."""

RESULT_MANUFACTURER = "Pneumoscope"
"""Manufacturer in the DICOM results that we make, so that no result is taken for a film."""


class Status(StrEnum):
    """Where a study stands. ``complete``, ``refused`` and ``deleted`` are terminal."""

    AWAITING_UPLOAD = "awaiting_upload"
    PROCESSING = "processing"
    COMPLETE = "complete"
    REFUSED = "refused"
    FAILED = "failed"
    DELETED = "deleted"


class Label(StrEnum):
    """The finding in one word, by the operating points of the model card."""

    NEGATIVE = "negative"
    UNCERTAIN = "uncertain"
    POSITIVE = "positive"


class RefusalReason(StrEnum):
    """Why a film cannot be judged. The values are a contract; a sentence goes with each."""

    NOT_AN_IMAGE = "not_an_image"
    CORRUPT = "corrupt"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    UNSUPPORTED_FORMAT = "unsupported_format"
    TYPE_MISMATCH = "type_mismatch"
    BLANK = "blank"
    MULTI_FRAME = "multi_frame"
    COLOUR = "colour"
    NO_IMAGE = "no_image"
    OWN_RESULT = "own_result"
    OTHER_MODALITY = "other_modality"
    OTHER_BODY_PART = "other_body_part"
    NOT_FRONTAL = "not_frontal"
    NOT_A_CHEST_XRAY = "not_a_chest_xray"
    PARTIAL_CHEST = "partial_chest"
    SEVERAL_FILMS = "several_films"
    OUT_OF_FOCUS = "out_of_focus"

    @property
    def sentence(self) -> str:
        """Return what is wrong and what to do, in plain words for the person who uploaded the film."""
        return _SENTENCES[self]


_SENTENCES = {
    RefusalReason.NOT_AN_IMAGE: (
        "The file is not an image. Upload the film itself as DICOM, JPEG, PNG, TIFF, WebP or BMP."
    ),
    RefusalReason.CORRUPT: "The image is damaged or incomplete; export it again.",
    RefusalReason.TOO_SMALL: "The image is smaller than 64 pixels on a side; upload the original film.",
    RefusalReason.TOO_LARGE: "The image is larger than 64 megapixels (WebP: 10) or 50 MB; export it smaller.",
    RefusalReason.UNSUPPORTED_FORMAT: (
        "This kind of file, or the way it is compressed, is not read; "
        "export the film as uncompressed DICOM, or as JPEG, PNG, TIFF, WebP or BMP."
    ),
    RefusalReason.TYPE_MISMATCH: (
        "The file's name or declared type says another format than its content; rename it or export it again."
    ),
    RefusalReason.BLANK: (
        "The image is blank, with nothing on it to judge; look at it in a viewer and export it again."
    ),
    RefusalReason.MULTI_FRAME: "The file holds several images; upload one film at a time.",
    RefusalReason.COLOUR: (
        "The image is in colour, and only greyscale X-ray films are judged; "
        "export the film in greys, without a colour map and coloured overlays."
    ),
    RefusalReason.NO_IMAGE: (
        "The DICOM file holds no image: it is the table of contents of a disc (DICOMDIR), a report or "
        "another document; upload the film itself."
    ),
    RefusalReason.OWN_RESULT: (
        "The DICOM file is a result that Pneumoscope made, and no film; upload the film itself."
    ),
    RefusalReason.OTHER_MODALITY: (
        "The DICOM header names another modality, such as CT or MR, and only plain X-ray films are judged; "
        "upload the plain film, or have the header corrected."
    ),
    RefusalReason.OTHER_BODY_PART: (
        "The DICOM header names another body part, and only films of the chest are judged; "
        "upload the chest film, or have the header corrected."
    ),
    RefusalReason.NOT_FRONTAL: (
        "The DICOM header names a lateral, oblique or decubitus view, and only PA and AP films are judged; "
        "upload the frontal film, or have the header corrected."
    ),
    RefusalReason.NOT_A_CHEST_XRAY: (
        "This does not look like an upright frontal chest film; "
        "look at it in a viewer: its orientation, contrast or crop may be at fault."
    ),
    RefusalReason.PARTIAL_CHEST: (
        "The image shows only a part of the chest: half of it is covered or cut off, or one lung is missing; "
        "upload the whole film with both lungs."
    ),
    RefusalReason.SEVERAL_FILMS: (
        "The image shows two or more films in one picture; upload each film as a file of its own."
    ),
    RefusalReason.OUT_OF_FOCUS: (
        "The image is out of focus, and fine shadows are lost; look at it in a viewer and upload the "
        "original film, not a photograph or a small copy of it."
    ),
}


class OutOfPopulation(StrEnum):
    """Why a film is outside the validated population. The values are a contract."""

    AGE = "age"
    ONE_SIDED = "one_sided"
    APPEARANCE = "appearance"

    def sentence(self, validated_ages: tuple[int, int] | None = None) -> str:
        """Return one plain sentence for the reader of the film.

        ``validated_ages``: the youngest and the oldest age in whole years, where they are known.
        """
        if self is OutOfPopulation.AGE and validated_ages:
            youngest, oldest = validated_ages
            return AGE_PATTERN.format(youngest=youngest, oldest=oldest)
        return _OUT_OF_POPULATION_SENTENCES[self]


AGE_PATTERN = "The DICOM header names an age outside {youngest} to {oldest} years."

_OUT_OF_POPULATION_SENTENCES = {
    OutOfPopulation.AGE: "The DICOM header names an age outside the validated ages.",
    OutOfPopulation.ONE_SIDED: "The DICOM header names one side of the chest alone.",
    OutOfPopulation.APPEARANCE: "The film does not look like the films on which the model was validated.",
}

OUT_OF_POPULATION_SENTENCE = "The film is unlike the films on which the model was validated."
"""For findings that were stored before their reason was."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place with strong evidence, as fractions of the film's width and height.

    ``x`` and ``y`` are the upper left corner; ``weight`` is the share of the positive log-odds
    that lies inside, 0-1.
    """

    x: float
    y: float
    width: float
    height: float
    weight: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What the model says of one film.

    ``probability`` of pneumonia is calibrated, 0-1. ``in_population`` is false for a film unlike
    those on which that figure was validated, and None where the model cannot tell. Exactly where it is
    false, ``label`` is None. ``out_of_population_reason`` is set only there, and missing from older
    findings. ``site_thresholds`` are what the label rests on, or None if it rests on those of the card.

    Raise ValueError if label and ``in_population`` contradict each other.
    """

    probability: float
    label: Label | None
    in_population: bool | None
    model_version: str
    regions: tuple[Region, ...] = ()
    out_of_population_reason: OutOfPopulation | None = None
    site_thresholds: SiteThresholds | None = None

    def __post_init__(self) -> None:
        if (self.label is None) != (self.in_population is False):
            raise ValueError("a finding has a label unless its film is outside the validated population")


def finding_fields(finding: Finding | None) -> dict[str, Any]:
    """Return the fields of a finding in result.json and in the API. All are null without a finding."""
    names = ("probability", "label", "in_population", "out_of_population_reason", "model_version")
    own = finding.site_thresholds if finding else None
    return {
        **{name: getattr(finding, name) if finding else None for name in names},
        "operating_point": (own.name if own else "card") if finding else None,
        "thresholds": [own.negative_below, own.positive_from] if own else None,
        "regions": [asdict(region) for region in finding.regions] if finding else [],
    }


@dataclass(frozen=True, slots=True)
class DefaultWindow:
    """How the levels of a film become the greys of its preview.

    ``black`` and ``white`` are the levels that are shown so, in any order: in a negative, the higher level is
    black. ``curve`` holds the grey, 0-255, at 256 even steps from one to the other. It is None where the
    greys lie on a straight line.
    """

    black: float
    white: float
    curve: bytes | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """One film of one site, from the request to upload it to its finding.

    ``object_etag`` names the first object that was delivered for it: an object that is put under
    the same key later changes nothing. The hashes stand for the patient and the examination that a
    DICOM header named: equal ones within a site are the same. ``window`` belongs to the rendition, which
    is stored of a film with more than 256 levels. ``unread``: no one at the site has read the study since its
    last outcome. ``has_thumbnail``: the film could be decoded, even if it was refused.
    """

    site: str
    study_id: str
    status: Status
    created_at: datetime
    updated_at: datetime
    source: str = "upload"
    patient_ref: str | None = None
    object_etag: str | None = None
    finding: Finding | None = None
    reason: RefusalReason | None = None
    patient_hash: str | None = None
    examination_hash: str | None = None
    window: DefaultWindow | None = None
    unread: bool = True
    has_thumbnail: bool = False
