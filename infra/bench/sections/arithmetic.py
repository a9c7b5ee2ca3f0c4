"""The multiply-accumulates (MACs) a second that the model reaches, beside plain matrix products."""

from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, fill_section, table
from infra.bench.runtimes.candidate import Candidate, time_candidates
from infra.bench.runtimes.converted_networks import converted_networks
from infra.bench.runtimes.loaders import PRODUCT_SIDE
from infra.bench.sections.mac_count import count_macs
from infra.bench.sections.model_speed import SHIPPED

_MODEL = "the shipped model"


def measure(plan: Plan) -> Section:
    """Time the model and the products in turns. Raise NotMeasured."""
    networks = converted_networks()
    candidates = {
        _MODEL: SHIPPED,
        "matrix products, LiteRT int8": Candidate("LiteRT", "int8", networks / "products-int8.tflite"),
        "matrix products, LiteRT float32": Candidate("LiteRT", "float32", networks / "products.tflite"),
        "matrix product, NumPy float32": Candidate("NumPy", "float32"),
    }
    timings, absent = time_candidates(list(candidates.values()), plan)
    for reason in absent.values():
        raise NotMeasured(reason)
    return section(
        {
            name: (PRODUCT_SIDE**3 if c.runtime == "NumPy" else count_macs(c.file), timings[c].milliseconds)
            for name, c in candidates.items()
        }
    )


def section(figures: dict[str, tuple[int, float]]) -> Section:
    """Compare MACs and milliseconds by name; the criterion is the model's share of the fastest product."""
    speeds = {name: gmacs(*figure) for name, figure in figures.items()}
    peak = max(speed for name, speed in speeds.items() if name != _MODEL)
    shares = {name: f"{100 * speed / peak:.0f} %" for name, speed in speeds.items()}
    rows = [
        (name, f"{macs / 1e6:,.0f}", f"{taken:.2f}", f"{speeds[name]:.0f}", shares[name])
        for name, (macs, taken) in figures.items()
    ]
    measured = f"{speeds[_MODEL]:.0f} of {peak:.0f} GMAC/s, {shares[_MODEL]}"
    figures_table = table(("what", "million MACs", "ms", "GMAC/s", "of the highest"), rows)
    criterion = Criterion("arithmetic reached, against a matrix product", measured)
    return fill_section("Arithmetic", [criterion], table=figures_table)


def gmacs(macs: int, milliseconds: float) -> float:
    """Return thousand millions of multiply-accumulates a second."""
    return macs / milliseconds / 1e6
