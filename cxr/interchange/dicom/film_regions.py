"""Regions of a finding in the pixels of the film as it is stored."""

from cxr.interchange.dicom.source import SourceHeader
from cxr.study import Region


def outline_of(region: Region, source: SourceHeader) -> list[float]:
    """Return a region as a closed line: column, row, column, row … of five corners, in stored pixels.

    0, 0 is the upper left corner of the first pixel (PS3.3 C.18.6.1.2 and C.10.5.1.2). A film whose pixels
    are not square was stretched for the model; shares of its width and height stay the same.
    """
    left, right = (source.columns * share for share in (region.x, region.x + region.width))
    top, bottom = (source.rows * share for share in (region.y, region.y + region.height))
    return [left, top, right, top, right, bottom, left, bottom, left, top]
