"""From the bytes of a film to its finding, preview and heatmap, stage by stage."""

from functools import partial

from infra.bench.film_measurements import time_stages
from infra.bench.inputs.film_cache import cached_film
from infra.bench.isolated import run_isolated
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, at_most, fill_section, table

_JPEG_MEGAPIXELS, _DICOM_MEGAPIXELS = 2, 10
_JPEG_LIMIT = 40
_DICOM_LIMITS = {"uncompressed": 400, "RLE": 400, "JPEG 2000": 350}
_STATED = ("JPEG lossless",)
_STAGES = ("total", "read", "decoder", "resize", "screening", "lungs", "model", "heatmap", "preview")

Stages = dict[str, float]
"""Milliseconds by stage."""


def measure(plan: Plan) -> Section:
    """Time each kind of film in a process of its own."""
    timed = partial(run_isolated, time_stages, core=plan.core)
    jpeg = timed(cached_film("JPEG", _JPEG_MEGAPIXELS), plan.films)
    syntaxes, rounds = (*_DICOM_LIMITS, *_STATED), max(1, plan.films // 3)
    return section(jpeg, {each: timed(cached_film(each, _DICOM_MEGAPIXELS), rounds) for each in syntaxes})


def section(jpeg: Stages, dicoms: dict[str, Stages]) -> Section:
    """Make the criteria and the table; ``dicoms`` by transfer syntax."""
    name = f"{_JPEG_MEGAPIXELS}-megapixel JPEG to finding, beside the model"
    criteria = [at_most(name, jpeg["total"] - jpeg["model"], _JPEG_LIMIT, "ms", 1)]
    for syntax, stages in dicoms.items():
        name = f"{_DICOM_MEGAPIXELS}-megapixel DICOM to finding, {syntax}"
        total, share = stages["total"], 100 * stages["decoder"] / stages["total"]
        if limit := _DICOM_LIMITS.get(syntax):
            criteria.append(at_most(name, total, limit, "ms"))
        else:
            criteria.append(Criterion(name, f"{total:.0f} ms, decoder {share:.0f} %"))
    films = {f"JPEG, {_JPEG_MEGAPIXELS} MP": jpeg}
    films |= {f"DICOM {syntax}, {_DICOM_MEGAPIXELS} MP": stages for syntax, stages in dicoms.items()}
    rows = [
        (name, *(f"{stages[stage]:.1f}" if stage in stages else "" for stage in _STAGES))
        for name, stages in films.items()
    ]
    return fill_section("Bytes to finding", criteria, table=table(("film", *_STAGES), rows))
