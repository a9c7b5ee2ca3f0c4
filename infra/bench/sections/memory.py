"""Peak resident memory by kind and size of film, each in a process of its own."""

from infra.bench.film_measurements import peak_memory
from infra.bench.inputs.film_cache import cached_film
from infra.bench.inputs.image_files import IMAGE_FORMATS
from infra.bench.isolated import run_isolated
from infra.bench.plan import Plan
from infra.bench.report import Section, at_most, fill_section, table

_ORDINARY_LIMIT, _LARGEST_LIMIT = 350, 1024
_ORDINARY, _LARGEST = 20, 64

FILMS = (
    *(("JPEG", 2), ("JPEG", _ORDINARY), ("JPEG, progressive colour", _ORDINARY)),
    *(("PNG", _ORDINARY), ("PNG, 16 bits", _ORDINARY), ("PNG, colour and alpha", _ORDINARY)),
    *(("TIFF, 16 bits", _ORDINARY), ("TIFF, colour", _ORDINARY), ("BMP, colour", 16)),
    *(("WebP", 10), ("WebP, lossless and alpha", 10)),
    *(("uncompressed", 10), ("uncompressed", _ORDINARY), ("RLE", _ORDINARY)),
    *(("JPEG lossless", _ORDINARY), ("JPEG-LS", _ORDINARY), ("JPEG 2000", _ORDINARY)),
    *(("JPEG", _LARGEST), ("JPEG, progressive colour", _LARGEST)),
    *(("PNG", _LARGEST), ("PNG, colour and alpha", _LARGEST), ("TIFF, colour", _LARGEST)),
    *(("uncompressed", 26), ("JPEG 2000, lossy", _LARGEST)),
)
"""Image formats and transfer syntaxes of DICOM, with megapixels. 64 megapixels is the most that is read. BMP
and uncompressed DICOM are as large as a file of 50 MB allows. WebP has a limit of its own."""


def measure(plan: Plan) -> Section:
    """Read each film once."""
    return section({each: run_isolated(peak_memory, cached_film(*each), core=plan.core) for each in FILMS})


def section(peaks: dict[tuple[str, int], float]) -> Section:
    """Make the criteria and the table of megabytes by film."""
    ordinary = max(peak for (_, size), peak in peaks.items() if size <= _ORDINARY)
    largest = max(peak for (_, size), peak in peaks.items() if size > _ORDINARY)
    criteria = (
        at_most("peak memory, films up to 20 megapixels", ordinary, _ORDINARY_LIMIT, "MB"),
        at_most("peak memory, the largest films (64 megapixels)", largest, _LARGEST_LIMIT, "MB"),
    )
    rows = [
        (kind if kind in IMAGE_FORMATS else f"DICOM, {kind}", str(size), f"{peak:.0f}")
        for (kind, size), peak in peaks.items()
    ]
    return fill_section("Peak resident memory", criteria, table=table(("film", "megapixels", "MB"), rows))
