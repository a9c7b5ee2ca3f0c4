"""Peak resident memory by kind and size of film, each in a process of its own."""

from infra.bench.film_files import film_file
from infra.bench.own_process import run_module
from infra.bench.pictures import PICTURES
from infra.bench.report import Section, at_most, table

_ORDINARY_LIMIT, _LARGEST_LIMIT = 350, 1024
_ORDINARY, _LARGEST = 20, 64
_LARGEST_WEBP = 10
_LARGEST_BMP, _LARGEST_UNCOMPRESSED = 16, 26
"""In megapixels; more of three or two bytes exceeds the 50 MB that a file may have."""

FILMS = (
    *(("JPEG", 2), ("JPEG", _ORDINARY), ("JPEG, progressive colour", _ORDINARY)),
    *(("PNG", _ORDINARY), ("PNG, 16 bits", _ORDINARY), ("PNG, colour and alpha", _ORDINARY)),
    *(("TIFF, 16 bits", _ORDINARY), ("TIFF, colour", _ORDINARY), ("BMP, colour", _LARGEST_BMP)),
    *(("WebP", _LARGEST_WEBP), ("WebP, lossless and alpha", _LARGEST_WEBP)),
    *(("uncompressed", 10), ("uncompressed", _ORDINARY), ("RLE", _ORDINARY)),
    *(("JPEG lossless", _ORDINARY), ("JPEG-LS", _ORDINARY), ("JPEG 2000", _ORDINARY)),
    *(("JPEG", _LARGEST), ("JPEG, progressive colour", _LARGEST)),
    *(("PNG", _LARGEST), ("PNG, colour and alpha", _LARGEST), ("TIFF, colour", _LARGEST)),
    *(("uncompressed", _LARGEST_UNCOMPRESSED), ("JPEG 2000, lossy", _LARGEST)),
)
"""Pictures and transfer syntaxes of DICOM, in megapixels; 64 is the most that is read."""


def measure(core: int) -> Section:
    """Read each film once."""
    return section(
        {film: run_module("peak_memory", film_file(*film), core=core)["megabytes"] for film in FILMS}
    )


def section(peaks: dict[tuple[str, int], float]) -> Section:
    """Bars and table of megabytes by film."""
    ordinary = max(peak for (_, size), peak in peaks.items() if size <= _ORDINARY)
    largest = max(peak for (_, size), peak in peaks.items() if size > _ORDINARY)
    bars = (
        at_most("peak memory, films up to 20 megapixels", ordinary, _ORDINARY_LIMIT, "MB"),
        at_most("peak memory, the largest films (64 megapixels)", largest, _LARGEST_LIMIT, "MB"),
    )
    rows = [(_name(kind), str(size), f"{peak:.0f}") for (kind, size), peak in peaks.items()]
    return Section("Peak resident memory", bars, _TEXT + table(("film", "megapixels", "MB"), rows))


_TEXT = (
    "With all that the function loads, and the bytes of the film, which has 12 bits as DICOM. WebP and BMP,\n"
    "and uncompressed DICOM in the lower part, are as large as is read: of WebP no more pixels, of the\n"
    "others no larger files.\n\n"
)


def _name(kind: str) -> str:
    return kind if kind in PICTURES else f"DICOM, {kind}"
