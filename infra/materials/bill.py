"""Bills of materials in CycloneDX: what a package contains, for whoever looks for flaws and licences."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from infra.materials.libraries import libraries_in

# As in the zips: a real time would make the bills of equal packages look different.
_TIMESTAMP = datetime(1980, 1, 1, tzinfo=UTC)
_CARD = "cxr/model/model_card.json"


def bill_of_materials(function: str, package: Path, version: str) -> str:
    """Return the bill of a function's package as JSON: libraries, shared objects in wheels, and the model.

    Equal packages have equal bills. Raise PackagingError for a library without a clear licence.
    """
    content = package.read_bytes()
    about = Component(
        name=f"pneumoscope-{function}",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref=f"pneumoscope-{function}",
        licenses=[LicenseFactory().make_from_string("MIT")],
        hashes=[_sha256(content)],
    )
    with zipfile.ZipFile(package) as archive:
        components = [*_libraries(package), *_shared_objects(archive), *_model(archive)]
    bill = Bom(
        components=components,
        metadata=BomMetaData(component=about, timestamp=_TIMESTAMP),
        serial_number=uuid5(NAMESPACE_URL, hashlib.sha256(content).hexdigest()),
    )
    bill.register_dependency(about, components)
    return f"{JsonV1Dot6(bill).output_as_string(indent=2)}\n"


def _libraries(package: Path) -> Iterator[Component]:
    for library in libraries_in(package):
        address = PackageURL("pypi", name=library.name, version=library.version)
        yield Component(
            name=library.name,
            version=library.version,
            licenses=[LicenseFactory().make_from_string(library.licence)],
            purl=address,
            bom_ref=address.to_string(),
        )


def _shared_objects(archive: zipfile.ZipFile) -> Iterator[Component]:
    """Yield the libraries of others that wheels bring along, such as decoders (NOTICE)."""
    for name in archive.namelist():
        if name.partition("/")[0].endswith(".libs"):
            yield Component(
                name=name, type=ComponentType.FILE, bom_ref=name, hashes=[_sha256(archive.read(name))]
            )


def _model(archive: zipfile.ZipFile) -> Iterator[Component]:
    version = json.loads(archive.read(_CARD))["version"]
    for name in archive.namelist():
        if name.endswith(".tflite"):
            yield Component(
                name=Path(name).name,
                version=version,
                type=ComponentType.MACHINE_LEARNING_MODEL,
                bom_ref=name,
                hashes=[_sha256(archive.read(name))],
            )


def _sha256(content: bytes) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=hashlib.sha256(content).hexdigest())
