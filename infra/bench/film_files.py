"""The films that are measured, as files under build/bench/, made once."""

import hashlib
from pathlib import Path

from infra.bench import dicoms, films, pictures
from infra.bench.environments import FOLDER

_MAKERS = (films, pictures, dicoms)


def film_file(kind: str, megapixels: float) -> Path:
    """The file of a film; ``kind`` is a name of PICTURES or of SYNTAXES."""
    path = _folder() / f"{kind}-{megapixels:g}.film".replace(",", "").replace(" ", "-")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(_make(kind, megapixels))
        beside.rename(path)
    return path


def _make(kind: str, megapixels: float) -> bytes:
    make = pictures.picture if kind in pictures.PICTURES else dicoms.dicom
    return make(megapixels, kind)


def _folder() -> Path:
    """Of its own for each way to make them, so that none of an older way is measured."""
    digest = hashlib.sha256()
    for module in _MAKERS:
        digest.update(Path(str(module.__file__)).read_bytes())
    return FOLDER / "films" / digest.hexdigest()[:16]
