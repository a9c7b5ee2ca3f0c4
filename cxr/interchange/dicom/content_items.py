"""Items of the content tree of a structured report (PS3.3 C.17.3)."""

from collections.abc import Iterable, Sequence

from pydicom.dataset import Dataset
from pydicom.uid import UID

from cxr.interchange.codes import Code
from cxr.interchange.dicom.result_object import reference
from cxr.interchange.dicom.source import SourceHeader

CONTAINS, CONTEXT, MODIFIER, SELECTED_FROM = "CONTAINS", "HAS OBS CONTEXT", "HAS CONCEPT MOD", "SELECTED FROM"


def coded(code: Code) -> Dataset:
    """Return the item of a code sequence (PS3.3 8.8)."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code
    return item


def container(
    name: Code, children: Iterable[Dataset], template: str = "", relationship: str | None = CONTAINS
) -> Dataset:
    """Return a heading with what is below it; ``template``: the number of its template in PS3.16.

    ``relationship`` is None for the root.
    """
    item = _item("CONTAINER", relationship, name)
    item.ContinuityOfContent = "SEPARATE"
    if template:
        used = Dataset()
        used.MappingResource, used.TemplateIdentifier = "DCMR", template
        item.ContentTemplateSequence = [used]
    item.ContentSequence = list(children)
    return item


def code(name: Code, value: Code, relationship: str = CONTAINS, children: Sequence[Dataset] = ()) -> Dataset:
    """Return a code as the answer to ``name``."""
    item = _item("CODE", relationship, name, children)
    item.ConceptCodeSequence = [coded(value)]
    return item


def text(name: Code, value: str, relationship: str = CONTAINS) -> Dataset:
    """Return a text."""
    item = _item("TEXT", relationship, name)
    item.TextValue = value
    return item


def uid(name: Code, value: UID, relationship: str = CONTEXT) -> Dataset:
    """Return a UID."""
    item = _item("UIDREF", relationship, name)
    item.UID = value
    return item


def number(name: Code, value: str, unit: Code, children: Sequence[Dataset] = ()) -> Dataset:
    """Return a number of at most 16 characters in a unit."""
    item = _item("NUM", CONTAINS, name, children)
    measured = Dataset()
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = value, [coded(unit)]
    item.MeasuredValueSequence = [measured]
    return item


def image(source: SourceHeader, name: Code | None = None, relationship: str = CONTAINS) -> Dataset:
    """Return a reference to the film."""
    item = _item("IMAGE", relationship, name)
    item.ReferencedSOPSequence = [reference(source)]
    return item


def outline(name: Code, points: Sequence[float], source: SourceHeader) -> Dataset:
    """Return a closed line on the film; ``points``: column, row, column, row … in pixels (PS3.3 C.18.6)."""
    item = _item("SCOORD", CONTAINS, name, [image(source, relationship=SELECTED_FROM)])
    item.GraphicType, item.GraphicData = "POLYLINE", list(points)
    return item


def _item(
    value_type: str, relationship: str | None, name: Code | None, children: Sequence[Dataset] = ()
) -> Dataset:
    item = Dataset()
    if relationship:
        item.RelationshipType = relationship
    item.ValueType = value_type
    if name:
        item.ConceptNameCodeSequence = [coded(name)]
    if children:
        item.ContentSequence = list(children)
    return item
