"""Peak resident memory by kind and size of film, each in a process of its own."""

from infra.bench.film_files import film_file
from infra.bench.own_process import run_module
from infra.bench.report import Section, at_most, table

_ORDINARY_LIMIT, _LARGEST_LIMIT = 350, 1024
_LARGEST = 64

FILMS = (
    *(("JPEG", 2), ("JPEG", 20), ("PNG", 20)),
    *(("uncompressed", 10), ("uncompressed", 20), ("RLE", 20), ("JPEG 2000", 20)),
    *(("JPEG", _LARGEST), ("PNG", _LARGEST)),
)
"""Pictures and transfer syntaxes of DICOM, in megapixels; 64 is the most that is read."""


def measure(core: int) -> Section:
    """Read each film once."""
    return section(
        {film: run_module("peak_memory", film_file(*film), core=core)["megabytes"] for film in FILMS}
    )


def section(peaks: dict[tuple[str, int], float]) -> Section:
    """Bars and table of megabytes by film."""
    ordinary = max(peak for (_, size), peak in peaks.items() if size < _LARGEST)
    largest = max(peak for (_, size), peak in peaks.items() if size == _LARGEST)
    bars = (
        at_most("peak memory, films up to 20 megapixels", ordinary, _ORDINARY_LIMIT, "MB"),
        at_most("peak memory, the largest films (64 megapixels)", largest, _LARGEST_LIMIT, "MB"),
    )
    rows = [(_name(kind), str(size), f"{peak:.0f}") for (kind, size), peak in peaks.items()]
    text = "With all that the function loads, and the bytes of the film, which has 12 bits as DICOM.\n\n"
    return Section("Peak resident memory", bars, text + table(("film", "megapixels", "MB"), rows))


def _name(kind: str) -> str:
    return kind if kind in {"JPEG", "PNG"} else f"DICOM, {kind}"
