"""Whoever looks for a vulnerable library finds every library of a package in its bill."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.utils import canonicalize_name

from infra.materials.bill import bill_of_materials
from infra.materials.libraries import libraries_in
from infra.packaging.build import build_all
from infra.packaging.errors import PackagingError
from infra.packaging.functions import FUNCTIONS, ROOT, Function
from infra.packaging.lock import requirements_for
from infra.packaging.targets import HOST


@pytest.fixture(scope="session")
def host_packages() -> dict[str, Path]:
    return build_all(HOST)


def bill(package: Path, function: str = "classify") -> dict[str, Any]:
    made: dict[str, Any] = json.loads(bill_of_materials(function, package, "1.2.3"))
    return made


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one library, whose metadata is short."""
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(ROOT / "cxr/model/model_card.json", "cxr/model/model_card.json")
        metadata = "Metadata-Version: 2.4\nName: somelib\nVersion: 1.0\nLicense: as you like it\n"
        archive.writestr("somelib-1.0.dist-info/METADATA", metadata)
    return path


def canonical(pin: str) -> str:
    """A project's name and version in the spelling of an index, without extras."""
    name, version = pin.split("==")
    return f"{canonicalize_name(name.partition('[')[0])}=={version}"


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_bill_names_what_the_lock_pins(host_packages: dict[str, Path], function: Function) -> None:
    pinned = {canonical(it.split()[0]) for it in requirements_for(HOST, ROOT / function.lock)}
    found = bill(host_packages[function.name], function.name)["components"]
    libraries = [it for it in found if it["type"] == "library"]
    assert {canonical(f"{it['name']}=={it['version']}") for it in libraries} == pinned
    assert all(it["licenses"] and it["purl"].startswith("pkg:pypi/") for it in libraries)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_bill_is_that_of_the_bytes_of_the_package(
    host_packages: dict[str, Path], function: Function
) -> None:
    package = host_packages[function.name]
    made = bill(package, function.name)
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    assert made["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    with zipfile.ZipFile(package) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    installed = [name.removesuffix(".dist-info") for name in folders if name.endswith(".dist-info")]
    libraries = [it for it in made["components"] if it["type"] == "library"]
    assert {canonical("==".join(name.rsplit("-", 1))) for name in installed} == {
        canonical(f"{it['name']}=={it['version']}") for it in libraries
    }


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_bill_fits_the_schema_of_cyclonedx(host_packages: dict[str, Path], function: Function) -> None:
    made = bill_of_materials(function.name, host_packages[function.name], "1.2.3")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(made) is None
    assert made == bill_of_materials(function.name, host_packages[function.name], "1.2.3")


def test_the_bill_of_the_reader_names_decoders_and_model(host_packages: dict[str, Path]) -> None:
    card = json.loads((ROOT / "cxr/model/model_card.json").read_text())
    found = bill(host_packages["classify"])["components"]
    models = {it["name"]: it for it in found if it["type"] == "machine-learning-model"}
    assert models["pneumonia.tflite"]["version"] == card["version"]
    assert models["pneumonia.tflite"]["hashes"] == [{"alg": "SHA-256", "content": card["sha256"]}]
    assert any("libopenjp2" in it["name"] for it in found if it["type"] == "file")


def test_a_library_without_a_clear_licence_makes_no_bill(package: Path) -> None:
    with pytest.raises(PackagingError, match="The licence of somelib is unclear"):
        libraries_in(package)
