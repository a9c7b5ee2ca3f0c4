"""From the bytes of a film to its finding, preview and heatmap: pictures and DICOM."""

from infra.bench.film_files import film_file
from infra.bench.own_process import run_module
from infra.bench.report import Bar, Section, at_most, table

JPEG_MEGAPIXELS, DICOM_MEGAPIXELS = 2, 10
_JPEG_LIMIT = 40
_DICOM_LIMITS = {"uncompressed": 400, "RLE": 400, "JPEG 2000": 350}
_STATED = ("JPEG lossless",)
_COLUMNS = ("total", "read", "decoder", "resize", "model", "heatmap", "preview")

Parts = dict[str, float]


def measure(rounds: int, core: int) -> Section:
    """Time each kind of film in a process of its own."""
    jpeg = run_module("film_parts", film_file("JPEG", JPEG_MEGAPIXELS), rounds, core=core)
    dicoms: dict[str, Parts] = {
        syntax: run_module("film_parts", film_file(syntax, DICOM_MEGAPIXELS), max(1, rounds // 3), core=core)
        for syntax in (*_DICOM_LIMITS, *_STATED)
    }
    return section(jpeg, dicoms)


def section(jpeg: Parts, dicoms: dict[str, Parts]) -> Section:
    """Bars and tables of what was measured, milliseconds by part."""
    name = f"{JPEG_MEGAPIXELS}-megapixel JPEG to finding, beside the model"
    bars = [at_most(name, beside_model(jpeg), _JPEG_LIMIT, "ms", 1)]
    for syntax, parts in dicoms.items():
        name = f"{DICOM_MEGAPIXELS}-megapixel DICOM to finding, {syntax}"
        if limit := _DICOM_LIMITS.get(syntax):
            bars.append(at_most(name, parts["total"], limit, "ms"))
        else:
            share = 100 * parts["decoder"] / parts["total"]
            bars.append(Bar(name, f"{parts['total']:.0f} ms, decoder {share:.0f} %", "stated", None))
    films = {f"JPEG, {JPEG_MEGAPIXELS} MP": jpeg}
    films |= {f"DICOM {syntax}, {DICOM_MEGAPIXELS} MP": parts for syntax, parts in dicoms.items()}
    rows = [(film, *(_shown(parts.get(column)) for column in _COLUMNS)) for film, parts in films.items()]
    text = (
        "Medians in milliseconds on one core, through the code of the classify function, without network.\n"
        "`read` takes the bytes to an upright grey film at viewing size, and holds the `decoder` of a DICOM\n"
        "film; `resize` makes the model's input of it. The total was timed by itself.\n\n"
    )
    return Section("Bytes to finding", tuple(bars), text + table(("film", *_COLUMNS), rows))


def beside_model(parts: Parts) -> float:
    """Milliseconds of a film that are not the model's."""
    return parts["total"] - parts["model"]


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
