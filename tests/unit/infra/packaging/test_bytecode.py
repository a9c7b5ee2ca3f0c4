"""Modules are compiled when packaged, since a Lambda function cannot keep what it compiles."""

import zipfile
from dataclasses import replace
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from infra.packaging import build as building
from infra.packaging.archive import write_zip
from infra.packaging.build import build, build_all
from infra.packaging.bytecode import compile_modules
from infra.packaging.errors import PackagingError
from infra.packaging.functions import FUNCTIONS, Function
from infra.packaging.targets import HOST

# A set's order depends on the hash seed of the process that compiles it.
MODULE = "def vowel(letter: str) -> bool:\n    return letter in {'a', 'e', 'i', 'o', 'u'}\n"


def compiled(folder: Path) -> Path:
    (folder / "package").mkdir(parents=True)
    (folder / "package" / "letters.py").write_text(MODULE)
    compile_modules(folder, HOST)
    return Path(cache_from_source(str(folder / "package" / "letters.py")))


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_module_of_the_laptop_package_has_bytecode(function: Function) -> None:
    with zipfile.ZipFile(build_all(HOST)[function.name]) as archive:
        names = set(archive.namelist())
    modules = {name for name in names if name.endswith(".py")}
    assert f"{function.sources[-1]}/__init__.py" in modules
    assert {cache_from_source(name) for name in modules} == {name for name in names if name.endswith(".pyc")}


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_a_package_built_again_elsewhere_has_the_same_bytes(
    function: Function, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(function, HOST)
    monkeypatch.setattr(building, "CACHE", tmp_path)
    again = build(function, HOST)
    assert again.parent != first.parent
    assert again.name == first.name
    assert again.read_bytes() == first.read_bytes()


def test_neither_the_folder_nor_the_hash_seed_shows_in_bytecode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    one = compiled(tmp_path / "here")
    monkeypatch.setenv("PYTHONHASHSEED", "2")
    other = compiled(tmp_path / "quite" / "elsewhere")
    assert one.read_bytes() == other.read_bytes()
    assert b"/var/task/package/letters.py" in one.read_bytes()
    assert str(tmp_path).encode() not in one.read_bytes()


def test_libraries_compiled_in_two_folders_make_equal_zips(tmp_path: Path) -> None:
    package = build_all(HOST)["web"]
    zips = []
    for folder in (tmp_path / "one", tmp_path / "another"):
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder, [name for name in archive.namelist() if name.endswith(".py")])
        compile_modules(folder, HOST)
        zips.append(folder.with_suffix(".zip"))
        write_zip(zips[-1], ((str(it.relative_to(folder)), it) for it in folder.rglob("*") if it.is_file()))
    assert zips[0].read_bytes() == zips[1].read_bytes()


def test_without_the_interpreter_of_the_target_modules_go_uncompiled(tmp_path: Path) -> None:
    (tmp_path / "letters.py").write_text(MODULE)
    compile_modules(tmp_path, replace(HOST, python="python-that-is-nowhere"))
    assert [path.name for path in tmp_path.rglob("*")] == ["letters.py"]


def test_a_module_that_does_not_compile_stops_the_packaging(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def\n")
    with pytest.raises(PackagingError, match="do not compile"):
        compile_modules(tmp_path, HOST)
