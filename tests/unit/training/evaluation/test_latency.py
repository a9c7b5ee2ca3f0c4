"""A speed is stated with the processor that it was measured on."""

from pathlib import Path

from training.evaluation.latency import processor_name


def test_processor_has_the_name_that_the_system_gives(tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("processor\t: 0\nmodel\t\t: 85\nmodel name\t: Fast CPU @ 2.50GHz\nmodel name\t: Other\n")
    assert processor_name(info) == "Fast CPU @ 2.50GHz"


def test_processor_without_a_name_has_that_of_its_kind(tmp_path: Path) -> None:
    assert processor_name(tmp_path / "absent")
