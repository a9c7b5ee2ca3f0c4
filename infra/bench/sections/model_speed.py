"""The network alone on one core: the shipped file beside other runtimes."""

from pathlib import Path

from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Section, at_most, fill_section, table
from infra.bench.runtimes.candidate import RUNS_A_ROUND, Candidate, Timing, time_candidates
from infra.bench.runtimes.converted_networks import converted_networks, report_folder

_LIMIT = 1.1
SHIPPED = Candidate("LiteRT", "as shipped", Path(str(MODEL_FOLDER / MODEL_NAME)))


def measure(plan: Plan) -> Section:
    """Time every candidate that runs on this machine, and name the others with the reason."""
    report, absent = report_folder(), {}
    candidates = [
        SHIPPED,
        Candidate("tflite-runtime", "as shipped", SHIPPED.file),
        Candidate("Keras predict", "float32", report),
        Candidate("TensorFlow graph", "float32", report),
        Candidate("TensorFlow graph", "bfloat16", report),
    ]
    try:
        networks = converted_networks()
    except NotMeasured as e:
        absent["ONNX Runtime, OpenVINO and the float files"] = str(e)
    else:
        candidates += [
            Candidate("LiteRT", "float32", networks / "network.tflite"),
            Candidate("tflite-runtime", "float32", networks / "network.tflite"),
            Candidate("ONNX Runtime", "float32", networks / "network.onnx"),
            Candidate("ONNX Runtime", "int8", networks / "network-int8.onnx"),
            Candidate("OpenVINO", "float32", networks / "network.onnx"),
            Candidate("OpenVINO", "bfloat16", networks / "network.onnx"),
            Candidate("OpenVINO", "int8", networks / "network-int8.onnx"),
        ]
    timings, failed = time_candidates(candidates, plan)
    absent |= {f"{_name(candidate)}, {candidate.precision}": reason for candidate, reason in failed.items()}
    return section(timings, absent, plan.rounds)


def section(timings: dict[Candidate, Timing], absent: dict[str, str], rounds: int) -> Section:
    """Compare each candidate with the fastest one."""
    fastest = min(timing.milliseconds for timing in timings.values())
    rows = [
        (_name(candidate), version, candidate.precision, f"{taken:.1f}", f"{taken / fastest:.2f}")
        for candidate, (taken, version) in sorted(timings.items(), key=lambda item: item[1].milliseconds)
    ]
    ratio = timings[SHIPPED].milliseconds / fastest
    criterion = at_most("model alone, against the fastest runtime", ratio, _LIMIT, "x", 2)
    notes = "".join(f"\n\nNot measured: {name}: {reason}" for name, reason in absent.items())
    figures = table(("runtime", "version", "precision", "ms", "to the fastest"), rows)
    return fill_section(
        "The model alone", [criterion], runs=rounds * RUNS_A_ROUND, rounds=rounds, table=figures, notes=notes
    )


def _name(candidate: Candidate) -> str:
    return f"{candidate.runtime}, the shipped file" if candidate.file == SHIPPED.file else candidate.runtime
