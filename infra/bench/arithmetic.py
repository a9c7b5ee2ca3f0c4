"""How much of the processor's arithmetic the model reaches, beside plain matrix products in the same run."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from cxr.model_card import MODEL_FOLDER, MODEL_NAME, ModelCard
from infra.bench.environments import PRODUCT
from infra.bench.measuring import in_turns, medians
from infra.bench.networks import networks_of
from infra.bench.operations import multiplications
from infra.bench.peer import Contender, Peer
from infra.bench.peers.numpy_product import SIDE
from infra.bench.report import Bar, Section, table

_RUNS_A_ROUND = 3
_MODEL = "the shipped model"


def measure(card: ModelCard, rounds: int, core: int) -> Section:
    """Run the model and the products in turns. Raises CannotInstall."""
    products = _products(card)
    with ExitStack() as stack:
        peers = {c: stack.enter_context(Peer(c, card.input.size, core)) for c in products}
        runs = {c: partial(peer.run, _RUNS_A_ROUND) for c, peer in peers.items()}
        times = medians(in_turns(runs, rounds))
    figures = {c.label: (count, times[c], gmacs(count, times[c])) for c, count in products.items()}
    return section(figures)


def gmacs(count: int, milliseconds: float) -> float:
    """Thousand millions of multiply-accumulates a second."""
    return count / milliseconds / 1e6


def section(figures: dict[str, tuple[int, float, float]]) -> Section:
    """Bar and table: multiply-accumulates, milliseconds, and GMAC/s by name."""
    peak = max(reached for name, (_, _, reached) in figures.items() if name != _MODEL)
    reached = figures[_MODEL][2]
    share = f"{reached:.0f} of {peak:.0f} GMAC/s, {100 * reached / peak:.0f} %"
    rows = [
        (name, f"{count / 1e6:,.0f}", f"{taken:.2f}", f"{speed:.0f}", f"{100 * speed / peak:.0f} %")
        for name, (count, taken, speed) in figures.items()
    ]
    text = (
        "One core. Multiply-accumulates of convolutions and dense layers are counted in the file itself.\n"
        "The products hold nothing but large matrices, so they stand for what the processor can reach;\n"
        "depthwise convolutions and the small matrices of EfficientNet cannot keep it as busy.\n\n"
    )
    head = ("what", "million MACs", "ms", "GMAC/s", "of the highest")
    bar = Bar("arithmetic reached, against a matrix product", share, "stated", None)
    return Section("Arithmetic", (bar,), text + table(head, rows))


def _products(card: ModelCard) -> dict[Contender, int]:
    """What runs, and how many multiply-accumulates it is."""
    shipped, networks = Path(str(MODEL_FOLDER / MODEL_NAME)), networks_of(card)
    files = {
        Contender(_MODEL, "as shipped", PRODUCT, "litert", shipped): shipped,
        **{
            Contender(
                f"matrix products, LiteRT {precision}", precision, PRODUCT, "litert_products", file
            ): file
            for precision, file in (
                ("int8", networks / "multiplications-int8.tflite"),
                ("float32", networks / "multiplications.tflite"),
            )
        },
    }
    numpy = Contender("matrix product, NumPy float32", "float32", PRODUCT, "numpy_product", Path())
    return {**{c: multiplications(file) for c, file in files.items()}, numpy: SIDE**3}
