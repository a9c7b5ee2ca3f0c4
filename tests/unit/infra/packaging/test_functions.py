"""Which sources go with which function."""

from pathlib import Path

from infra.packaging.functions import Function


def test_sources_go_in_a_fixed_order_without_what_is_left_out(tmp_path: Path) -> None:
    for name in ("b/two.py", "b/one.py", "b/model/weights", "b/__pycache__/one.pyc", "c/other.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    function = Function("f", "lock", ("b",), aws_services=(), left_out=("b/model",))
    assert [path.as_posix() for path in function.source_files(tmp_path)] == ["b/one.py", "b/two.py"]
