"""The finding as a picture for any viewer: Secondary Capture (PS3.3 A.8)."""

from PIL import Image
from pydicom.dataset import Dataset

from cxr.interchange.codes import Code
from cxr.interchange.dicom.capture.captioned_film import captioned_film
from cxr.interchange.dicom.content_items import coded
from cxr.interchange.dicom.result_object import ObjectKind, Origin, new_object, reference
from cxr.interchange.dicom.source import LOSSY

_SOURCE_PURPOSE = Code("121322", "DCM", "Source image for image processing operation")


def secondary_capture(origin: Origin, film: Image.Image, heatmap: bytes) -> Dataset:
    """Return the captioned picture of a film. ``captioned_film`` describes the arguments."""
    picture = captioned_film(film, heatmap, origin.statement)
    made = new_object(origin, ObjectKind.SC)
    made.ConversionType, made.ImageType = "WSD", ["DERIVED", "SECONDARY"]
    # Its caption is annotation, and the film below may have had letters of its own.
    made.BurnedInAnnotation = "YES"
    made.ContentDate = made.DateOfSecondaryCapture = made.InstanceCreationDate
    made.ContentTime = made.TimeOfSecondaryCapture = made.InstanceCreationTime
    made.DerivationDescription = "Film reduced, with heatmap, regions and caption of a computer program"
    source = reference(origin.source)
    source.PurposeOfReferenceCodeSequence = [coded(_SOURCE_PURPOSE)]
    made.SourceImageSequence = [source]
    made.PatientOrientation = ""
    for keyword in ("PatientOrientation", *LOSSY):
        origin.source.copy(keyword, made)
    made.SamplesPerPixel, made.PhotometricInterpretation, made.PlanarConfiguration = 3, "RGB", 0
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 8, 8, 7, 0
    made.Columns, made.Rows = picture.size
    pixels = picture.tobytes()
    made.PixelData = pixels + bytes(len(pixels) % 2)
    made["PixelData"].VR = "OB"
    return made
