"""The finding as a structured report: Comprehensive SR of template TID 1500 (PS3.16).

Of the templates for findings of a program, this is the one that viewers and archives read.
"""

from collections.abc import Iterator

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from cxr.interchange.codes import (
    AT_CALIBRATION,
    AT_SITE,
    IN_POPULATION,
    PERCENT,
    PNEUMONIA,
    PRESENCE,
    PROBABILITY,
    Code,
    yes_or_no,
)
from cxr.interchange.dicom import content_items as items
from cxr.interchange.dicom.content_items import CONTEXT, MODIFIER
from cxr.interchange.dicom.film_regions import outline_of
from cxr.interchange.dicom.result_object import ObjectKind, Origin, new_object, series_reference
from cxr.interchange.statement import conclusion, exact_percent, limits
from cxr.study import RESULT_MANUFACTURER

_REPORT = Code("126000", "DCM", "Imaging Measurement Report")
_LANGUAGE = Code("121049", "DCM", "Language of Content Item and Descendants")
_ENGLISH = Code("en", "RFC5646", "English")
_OBSERVER_TYPE, _DEVICE = Code("121005", "DCM", "Observer Type"), Code("121007", "DCM", "Device")
_OBSERVER_UID = Code("121012", "DCM", "Device Observer UID")
_OBSERVER_NAME = Code("121013", "DCM", "Device Observer Name")
_OBSERVER_MANUFACTURER = Code("121014", "DCM", "Device Observer Manufacturer")
_OBSERVER_MODEL = Code("121015", "DCM", "Device Observer Model Name")
_PROCEDURE_REPORTED = Code("121058", "DCM", "Procedure reported")
_CHEST_FILM = Code("399208008", "SCT", "Plain chest X-ray")
_LIBRARY = Code("111028", "DCM", "Image Library")
_LIBRARY_GROUP = Code("126200", "DCM", "Image Library Group")
_MEASUREMENTS = Code("126010", "DCM", "Imaging Measurements")
_GROUP = Code("125007", "DCM", "Measurement Group")
_TRACKING_NAME = Code("112039", "DCM", "Tracking Identifier")
_TRACKING_UID = Code("112040", "DCM", "Tracking Unique Identifier")
_FINDING = Code("121071", "DCM", "Finding")
_ALGORITHM_NAME = Code("111001", "DCM", "Algorithm Name")
_ALGORITHM_VERSION = Code("111003", "DCM", "Algorithm Version")
_ALGORITHM_PARAMETERS = Code("111002", "DCM", "Algorithm Parameters")
_SOURCE_IMAGE = Code("121112", "DCM", "Source of Measurement")
_METHOD = Code("370129005", "SCT", "Measurement Method")
_COMMENT = Code("121106", "DCM", "Comment")
_REGION = Code("111030", "DCM", "Image Region")
_CLASS_ACTIVATION = Code("130402", "DCM", "Class activation")


def structured_report(origin: Origin, kind: ObjectKind) -> Dataset:
    """Return the report of a film."""
    made = new_object(origin, kind)
    made.ContentDate, made.ContentTime = made.InstanceCreationDate, made.InstanceCreationTime
    made.CompletionFlag, made.VerificationFlag, made.PreliminaryFlag = "COMPLETE", "UNVERIFIED", "PRELIMINARY"
    made.ReferencedPerformedProcedureStepSequence = Sequence()
    made.PerformedProcedureCodeSequence = Sequence()
    evidence = Dataset()
    origin.source.copy("StudyInstanceUID", evidence)
    evidence.ReferencedSeriesSequence = [series_reference(origin.source, "ReferencedSOPSequence")]
    made.CurrentRequestedProcedureEvidenceSequence = [evidence]
    made.update(items.container(_REPORT, _report(origin), "1500", relationship=None))
    return made


def _report(origin: Origin) -> Iterator[Dataset]:
    yield items.code(_LANGUAGE, _ENGLISH, MODIFIER)
    yield items.code(_OBSERVER_TYPE, _DEVICE, CONTEXT)
    yield items.uid(_OBSERVER_UID, origin.device_uid())
    yield items.text(_OBSERVER_NAME, RESULT_MANUFACTURER, CONTEXT)
    yield items.text(_OBSERVER_MANUFACTURER, RESULT_MANUFACTURER, CONTEXT)
    yield items.text(_OBSERVER_MODEL, origin.statement.model, CONTEXT)
    yield items.code(_PROCEDURE_REPORTED, _CHEST_FILM, MODIFIER)
    yield items.container(_LIBRARY, [items.container(_LIBRARY_GROUP, [items.image(origin.source)])])
    groups = [items.container(_GROUP, _finding(origin), "1501")]
    if origin.statement.shows_regions:
        groups += [
            items.container(_GROUP, _region(origin, number), "1410")
            for number in range(len(origin.statement.finding.regions))
        ]
    yield items.container(_MEASUREMENTS, groups)


def _finding(origin: Origin) -> Iterator[Dataset]:
    statement = origin.statement
    yield from _tracked(origin, "Pneumonia")
    yield items.code(_FINDING, PNEUMONIA)
    yield from _algorithm(origin)
    yield items.image(origin.source, _SOURCE_IMAGE)
    for probability, method in (
        (statement.probability_at_site, AT_SITE),
        (statement.probability, AT_CALIBRATION),
    ):
        if probability is not None:
            how = items.code(_METHOD, method, MODIFIER)
            yield items.number(PROBABILITY, _percent(probability), PERCENT, [how])
    if statement.finding.label:
        yield items.code(PNEUMONIA, PRESENCE[statement.finding.label])
    yield items.code(IN_POPULATION, yes_or_no(statement.finding.in_population))
    yield items.text(_COMMENT, f"{conclusion(statement)} {limits(statement)}")


def _region(origin: Origin, number: int) -> Iterator[Dataset]:
    region = origin.statement.finding.regions[number]
    yield from _tracked(origin, f"Region {number + 1}")
    yield items.code(_FINDING, PNEUMONIA)
    yield from _algorithm(origin)
    yield items.outline(_REGION, outline_of(region, origin.source), origin.source)
    yield items.number(_CLASS_ACTIVATION, _percent(region.weight), PERCENT)


def _tracked(origin: Origin, name: str) -> Iterator[Dataset]:
    yield items.text(_TRACKING_NAME, name, CONTEXT)
    yield items.uid(_TRACKING_UID, origin.uid("tracking", name))


def _algorithm(origin: Origin) -> Iterator[Dataset]:
    statement = origin.statement
    yield items.text(_ALGORITHM_NAME, RESULT_MANUFACTURER, MODIFIER)
    yield items.text(_ALGORITHM_VERSION, statement.finding.model_version, MODIFIER)
    if statement.card:
        thresholds = statement.card.thresholds
        yield items.text(_ALGORITHM_PARAMETERS, f"negative_below={thresholds.negative_below:.6f}", MODIFIER)
        yield items.text(_ALGORITHM_PARAMETERS, f"positive_from={thresholds.positive_from:.6f}", MODIFIER)
        yield items.text(_ALGORITHM_PARAMETERS, f"model_sha256={statement.card.sha256}", MODIFIER)
    for name, share in (
        ("calibration_prevalence", statement.calibrated_at),
        ("prevalence", statement.prevalence),
    ):
        if share is not None:
            yield items.text(_ALGORITHM_PARAMETERS, f"{name}={share:.6f}", MODIFIER)


def _percent(share: float) -> str:
    return f"{exact_percent(share):.4f}"
