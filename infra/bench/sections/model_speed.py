"""The network alone on one core: the shipped file beside other runtimes."""

from pathlib import Path

from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME, ModelCard
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Section, at_most, fill_section, table
from infra.bench.runtimes.contender import RUNS_A_ROUND, Contender, Timing, time_contenders
from infra.bench.runtimes.converted_networks import converted_networks, report_of

_LIMIT = 1.1
SHIPPED = Contender("LiteRT", "as shipped", Path(str(MODEL_FOLDER / MODEL_NAME)))


def measure(plan: Plan) -> Section:
    """Time every contender that runs on this machine, and name the others with the reason."""
    report, absent = report_of(plan.card), {}
    contenders = [
        SHIPPED,
        Contender("tflite-runtime", "as shipped", SHIPPED.file),
        Contender("Keras predict", "float32", report),
        Contender("TensorFlow graph", "float32", report),
        Contender("TensorFlow graph", "bfloat16", report),
    ]
    try:
        contenders += _converted(plan.card)
    except NotMeasured as e:
        absent["ONNX Runtime, OpenVINO and the float files"] = str(e)
    timings, failed = time_contenders(contenders, plan)
    absent |= {f"{_name(contender)}, {contender.precision}": reason for contender, reason in failed.items()}
    return section(timings, absent, plan.rounds)


def section(timings: dict[Contender, Timing], absent: dict[str, str], rounds: int) -> Section:
    """Compare each contender with the fastest one."""
    fastest = min(timing.milliseconds for timing in timings.values())
    rows = [
        (_name(contender), version, contender.precision, f"{taken:.1f}", f"{taken / fastest:.2f}")
        for contender, (taken, version) in sorted(timings.items(), key=lambda item: item[1].milliseconds)
    ]
    ratio = timings[SHIPPED].milliseconds / fastest
    bar = at_most("model alone, against the fastest runtime", ratio, _LIMIT, "x", 2)
    notes = "".join(f"\n\nNot measured: {name}: {reason}" for name, reason in absent.items())
    figures = table(("runtime", "version", "precision", "ms", "to the fastest"), rows)
    return fill_section(
        "The model alone", [bar], runs=rounds * RUNS_A_ROUND, rounds=rounds, table=figures, notes=notes
    )


def _converted(card: ModelCard) -> list[Contender]:
    folder = converted_networks(card)
    onnx, onnx_int8 = folder / "network.onnx", folder / "network-int8.onnx"
    return [
        Contender("LiteRT", "float32", folder / "network.tflite"),
        Contender("tflite-runtime", "float32", folder / "network.tflite"),
        Contender("ONNX Runtime", "float32", onnx),
        Contender("ONNX Runtime", "int8", onnx_int8),
        Contender("OpenVINO", "float32", onnx),
        Contender("OpenVINO", "bfloat16", onnx),
        Contender("OpenVINO", "int8", onnx_int8),
    ]


def _name(contender: Contender) -> str:
    return f"{contender.runtime}, the shipped file" if contender.file == SHIPPED.file else contender.runtime
