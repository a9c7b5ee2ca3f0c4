"""The regions as vectors over the film itself: Grayscale Softcopy Presentation State (PS3.3 A.33.1)."""

from pydicom.dataset import Dataset

from cxr.imaging.dicom.display.lookup_table import lookup_table
from cxr.imaging.dicom.display.window import window_of
from cxr.imaging.dicom.elements import items, numbers, text
from cxr.imaging.film_reference import GreyTable
from cxr.interchange import statement as words
from cxr.interchange.dicom.film_regions import outline_of
from cxr.interchange.dicom.result_object import ObjectKind, Origin, new_object, reference, series_reference
from cxr.interchange.dicom.source import SourceHeader

_LAYER = "AI"
_CAPTION_LINES = 0.05
"""Height of the caption's box as a share of the film's."""

_RESCALE = ("RescaleIntercept", "RescaleSlope", "RescaleType")


def presentation_state(origin: Origin) -> Dataset:
    """Return the regions and a short caption over the film, which keeps its own greys."""
    source = origin.source
    made = new_object(origin, ObjectKind.PR)
    made.PresentationCreationDate, made.PresentationCreationTime = (
        made.InstanceCreationDate,
        made.InstanceCreationTime,
    )
    made.ContentLabel, made.ContentDescription, made.ContentCreatorName = (
        "AI_RESULT",
        words.NOT_FOR_DIAGNOSIS,
        "",
    )
    made.ReferencedSeriesSequence = [series_reference(source, "ReferencedImageSequence")]
    made.DisplayedAreaSelectionSequence = [_whole_film(source)]
    layer = Dataset()
    layer.GraphicLayer, layer.GraphicLayerOrder = _LAYER, 1
    made.GraphicLayerSequence = [layer]
    made.GraphicAnnotationSequence = [_annotation(origin)]
    _keep_greys(source, made)
    return made


def _whole_film(source: SourceHeader) -> Dataset:
    area = Dataset()
    area.ReferencedImageSequence = [reference(source)]
    area.DisplayedAreaTopLeftHandCorner = [1, 1]
    area.DisplayedAreaBottomRightHandCorner = [source.columns, source.rows]
    area.PresentationSizeMode = "SCALE TO FIT"
    for keyword in ("PixelSpacing", "ImagerPixelSpacing"):
        spacing = numbers(source.dataset, keyword)
        if len(spacing) == 2 and min(spacing) > 0:
            area.PresentationPixelSpacing = [f"{side:.10g}" for side in spacing]
            return area
    aspect = numbers(source.dataset, "PixelAspectRatio")
    is_usable = len(aspect) == 2 and min(aspect) > 0
    area.PresentationPixelAspectRatio = [round(side) for side in aspect] if is_usable else [1, 1]
    return area


def _annotation(origin: Origin) -> Dataset:
    source, statement = origin.source, origin.statement
    annotation = Dataset()
    annotation.ReferencedImageSequence, annotation.GraphicLayer = [reference(source)], _LAYER
    if statement.shows_regions and statement.finding.regions:
        annotation.GraphicObjectSequence = [
            _line(outline_of(region, source)) for region in statement.finding.regions
        ]
    caption = Dataset()
    caption.BoundingBoxAnnotationUnits = "PIXEL"
    caption.UnformattedTextValue = f"{words.NOT_FOR_DIAGNOSIS}. {words.conclusion(statement)}"
    caption.BoundingBoxTopLeftHandCorner = [0.0, 0.0]
    caption.BoundingBoxBottomRightHandCorner = [float(source.columns), _CAPTION_LINES * source.rows]
    caption.BoundingBoxTextHorizontalJustification = "LEFT"
    annotation.TextObjectSequence = [caption]
    return annotation


def _line(points: list[float]) -> Dataset:
    line = Dataset()
    line.GraphicAnnotationUnits, line.GraphicDimensions = "PIXEL", 2
    line.NumberOfGraphicPoints, line.GraphicData = len(points) // 2, points
    line.GraphicType, line.GraphicFilled = "POLYLINE", "N"
    return line


def _keep_greys(source: SourceHeader, made: Dataset) -> None:
    """Repeat how the film's own header turns its numbers into greys.

    Without it, a viewer would show the film with other greys under this object than without.
    """
    table = next((_table(item) for item in items(source.dataset, "ModalityLUTSequence")), None)
    if table:
        made.ModalityLUTSequence = [table]
        table.ModalityLUTType = "US"
    elif numbers(source.dataset, "RescaleSlope") and numbers(source.dataset, "RescaleIntercept"):
        made.RescaleType = "US"
        for keyword in _RESCALE:
            source.copy(keyword, made)
    shown = next((_table(item) for item in items(source.dataset, "VOILUTSequence")), None)
    window = window_of(source.dataset)
    voi = Dataset()
    if shown:
        voi.VOILUTSequence = [shown]
    elif window:
        voi.WindowCenter, voi.WindowWidth = f"{window.centre:.10g}", f"{window.width:.10g}"
        if window.function != "LINEAR":
            voi.VOILUTFunction = window.function
    if len(voi):
        made.SoftcopyVOILUTSequence = [voi]
    negative = text(source.dataset, "PhotometricInterpretation") == "MONOCHROME1"
    made.PresentationLUTShape = "INVERSE" if negative else "IDENTITY"


def _table(item: Dataset) -> Dataset | None:
    """Return a look-up table of the header in a new element: its own words may be of another byte order."""
    found = lookup_table(item)
    if found is None:
        return None
    return grey_table(GreyTable(found.first, int(found.white), found.entries.astype("<u2").tobytes()))


def grey_table(found: GreyTable) -> Dataset:
    """Return the item of a sequence of look-up tables."""
    table, count = Dataset(), len(found.entries) // 2
    bits = max(8, found.white.bit_length())
    table.add_new("LUTDescriptor", "SS" if found.first < 0 else "US", [count % 65536, found.first, bits])
    table.add_new("LUTData", "OW", found.entries)
    return table
