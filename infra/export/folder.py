"""Writes what a stage holds of studies into a folder of its own."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from boto3.dynamodb.types import Binary

from infra.patient.objects import StoredVersion
from infra.patient.stores import Stores
from infra.patient.traces import Traces

_OF_OTHERS = ("reader", "reader_email")
"""Attributes that are about the reader and not about the patient."""


def write_folder(stores: Stores, traces: Iterable[Traces], folder: Path) -> list[Path]:
    """Write each study into a folder of its own, and return the files. Raise FileExistsError.

    ``items.json`` has the items of the tables. The name of an object contains nothing of its key. In the
    inbox, a key is the name that another system gave. ``objects.json`` has the key, with the digest.
    """
    folder.mkdir(mode=0o700)
    written: list[Path] = []
    for study in traces:
        own = folder / study.study_id
        own.mkdir(mode=0o700)
        items = {"study": study.study, "notes": study.notes, "fingerprints": study.fingerprints}
        verdicts = [_without_reader(item) for item in study.verdicts]
        written.append(_write(own / "items.json", _json({**items, "verdicts": verdicts})))
        objects: dict[str, dict[str, Any]] = {}
        for number, version in enumerate(it for it in study.versions if it.size is not None):
            content = _content(stores, version)
            path = _write(own / f"{number:03}-{_kind(version)}", content)
            written.append(path)
            digest = hashlib.sha256(content).hexdigest()
            objects[path.name] = {"key": version.key, "version": version.version, "sha256": digest}
        written.append(_write(own / "objects.json", _json(objects)))
    return written


def _without_reader(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _OF_OTHERS}


def _kind(version: StoredVersion) -> str:
    return version.key.rpartition("/")[2] if version.is_result else "film"


def _content(stores: Stores, version: StoredVersion) -> bytes:
    return stores.s3.get_object(Bucket=version.bucket, Key=version.key, VersionId=version.version)[
        "Body"
    ].read()


def _write(path: Path, content: bytes) -> Path:
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    return path


def _json(content: object) -> bytes:
    return json.dumps(content, indent=1, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Binary):
        return bytes(value).hex()  # type: ignore[call-overload]  # boto3 converts, its stubs do not
    raise TypeError(f"no JSON for {type(value).__name__}")
