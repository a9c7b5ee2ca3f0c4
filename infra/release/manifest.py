"""The manifest of a release: its packages byte for byte, and the model that is in them."""

import hashlib
import json
import shutil
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from infra.materials.bill import bill_of_materials
from infra.packaging.functions import ROOT

MANIFEST = "manifest.json"
_SHA256 = r"^[0-9a-f]{64}$"
_CARD, _NETWORK = "cxr/model/model_card.json", "cxr/model/pneumonia.tflite"
_READER = "classify"
"""The function whose package contains the networks."""


class ReleaseRefused(Exception):
    """The release must not be used; the message is one sentence for the operator."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Part):
    """A file in the folder of the release, and the SHA-256 of its bytes."""

    file: str = Field(pattern=r"^\w[\w.-]*$")
    sha256: str = Field(pattern=_SHA256)

    def require_intact(self, folder: Path) -> None:
        """Raise ReleaseRefused if the file is missing or has other bytes than it had."""
        path = folder / self.file
        if not path.is_file():
            raise ReleaseRefused(f"{path} is missing: copy the whole release again.")
        if sha256_of(path) != self.sha256:
            raise ReleaseRefused(f"{path} is not the file that was released: its SHA-256 is another one.")


class Package(File):
    """A function's zip, and its bill of materials."""

    bill: File


class Model(_Part):
    """The finding network in the package of the reader: the version of its card, and the file's SHA-256."""

    version: str
    sha256: str = Field(pattern=_SHA256)


class Manifest(_Part):
    """What a release consists of. ``target`` names the interpreter that its packages are for."""

    version: str
    target: str
    model: Model
    packages: dict[str, Package]

    def require_intact(self, folder: Path) -> None:
        """Raise ReleaseRefused if a file in ``folder`` is missing or has other bytes than it had."""
        for package in self.packages.values():
            package.require_intact(folder)
            package.bill.require_intact(folder)
        if _model_in(folder / self.packages[_READER].file) != self.model:
            raise ReleaseRefused(f"{folder} contains another model than its manifest names.")


def write_release(folder: Path, target: str, packages: Mapping[str, Path]) -> Manifest:
    """Copy the packages into ``folder``, with bills of materials and a manifest.

    Raise ReleaseRefused if the folder is not empty, or PackagingError if a licence is unclear.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ReleaseRefused(f"{folder} is not empty: give a release a folder of its own.")
    folder.mkdir(parents=True, exist_ok=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    manifest = Manifest(
        version=version,
        target=target,
        model=_model_in(packages[_READER]),
        packages={name: _add(folder, name, it, version) for name, it in sorted(packages.items())},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n")
    return manifest


def _add(folder: Path, function: str, package: Path, version: str) -> Package:
    copy, bill = folder / package.name, folder / f"{function}.cdx.json"
    shutil.copyfile(package, copy)
    bill.write_text(bill_of_materials(function, copy, version))
    return Package(file=copy.name, sha256=sha256_of(copy), bill=File(file=bill.name, sha256=sha256_of(bill)))


def read_release(folder: Path, digest: str | None = None) -> Manifest:
    """Return the manifest of an intact release. Raise ReleaseRefused.

    ``digest``: the release that is wanted, as ``digest_of`` gives it.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise ReleaseRefused(f"{folder} contains no release: make one with `python -m infra.release build`.")
    if digest is not None and digest_of(folder) != digest:
        raise ReleaseRefused(f"{folder} contains the release {digest_of(folder)}, and {digest} is wanted.")
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as e:
        raise ReleaseRefused(f"{path} is no manifest of a release.") from e
    manifest.require_intact(folder)
    return manifest


def digest_of(folder: Path) -> str:
    """Return the SHA-256 of the manifest, which stands for the whole release."""
    return sha256_of(folder / MANIFEST)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _model_in(package: Path) -> Model:
    """Return the model of a package. Raise ReleaseRefused if its card belongs to another file."""
    with zipfile.ZipFile(package) as archive:
        card = json.loads(archive.read(_CARD))
        network = hashlib.sha256(archive.read(_NETWORK)).hexdigest()
    if card["sha256"] != network:
        raise ReleaseRefused("The model card belongs to another network: run `python -m training export`.")
    return Model(version=card["version"], sha256=network)
