"""The network alone on one core: the shipped file beside other runtimes, in turns."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path

from cxr.model_card import MODEL_FOLDER, MODEL_NAME, ModelCard
from infra.bench.environments import PRODUCT, CannotInstall
from infra.bench.measuring import in_turns, medians, to_fastest
from infra.bench.networks import networks_of, report_of
from infra.bench.peer import Contender, Peer
from infra.bench.report import Bar, Section, table

WITHIN = 1.1
_FILMS_A_ROUND = 5
_SHIPPED = "LiteRT, the shipped file"


def measure(card: ModelCard, rounds: int, core: int) -> Section:
    """Run every contender that can be had, and name the others with the reason."""
    contenders, absent = _contenders(card)
    versions: dict[Contender, str] = {}
    with ExitStack() as stack:
        runs = {}
        for contender in contenders:
            try:
                peer = stack.enter_context(Peer(contender, card.input.size, core))
            except CannotInstall as e:
                absent[f"{contender.label}, {contender.precision}"] = str(e)
                continue
            versions[contender] = peer.version
            runs[contender] = partial(peer.run, _FILMS_A_ROUND)
        times = medians(in_turns(runs, rounds))
    return _section(times, versions, absent, rounds)


def _contenders(card: ModelCard) -> tuple[list[Contender], dict[str, str]]:
    """Who takes part, and who cannot for which reason."""
    shipped, report = Path(str(MODEL_FOLDER / MODEL_NAME)), report_of(card)
    own = [
        Contender(_SHIPPED, "as shipped", PRODUCT, "litert", shipped),
        Contender("tflite-runtime, the shipped file", "as shipped", "tflite", "tflite", shipped),
        Contender("Keras predict", "float32", "peers", "keras_predict", report),
        Contender("TensorFlow graph", "float32", "peers", "tensorflow_graph", report),
        Contender("TensorFlow graph", "bfloat16", "peers", "tensorflow_graph", report),
    ]
    try:
        networks = networks_of(card)
    except CannotInstall as e:
        return own, {"ONNX Runtime, OpenVINO and the float files": str(e)}
    converted = [
        Contender("LiteRT", "float32", PRODUCT, "litert", networks / "network.tflite"),
        Contender("tflite-runtime", "float32", "tflite", "tflite", networks / "network.tflite"),
        Contender("ONNX Runtime", "float32", "peers", "onnx_runtime", networks / "network.onnx"),
        Contender("ONNX Runtime", "int8", "peers", "onnx_runtime", networks / "network-int8.onnx"),
        Contender("OpenVINO", "float32", "peers", "open_vino", networks / "network.onnx"),
        Contender("OpenVINO", "bfloat16", "peers", "open_vino", networks / "network.onnx"),
        Contender("OpenVINO", "int8", "peers", "open_vino", networks / "network-int8.onnx"),
    ]
    return own + converted, {}


def _section(
    times: dict[Contender, float], versions: dict[Contender, str], absent: dict[str, str], rounds: int
) -> Section:
    ratios = to_fastest(times)
    rows = [
        (c.label, versions[c], c.precision, f"{times[c]:.1f}", f"{ratios[c]:.2f}")
        for c in sorted(times, key=times.__getitem__)
    ]
    shipped = next(contender for contender in times if contender.label == _SHIPPED)
    ratio = ratios[shipped]
    bar = Bar("model alone, against the fastest runtime", f"{ratio:.2f} x", f"≤ {WITHIN} x", ratio <= WITHIN)
    text = [
        f"One film on one core: median of {rounds * _FILMS_A_ROUND}, in {rounds} rounds of all runtimes.",
        "The others have the same network, from the weights that are kept with the release; their int8 file",
        "is of ONNX Runtime's static quantization, with a scale for each channel of the weights.\n",
        table(("runtime", "version", "precision", "ms", "to the fastest"), rows),
    ]
    text += [f"\nNot measured: {name}: {reason}" for name, reason in absent.items()]
    return Section("The model alone", (bar,), "\n".join(text))
