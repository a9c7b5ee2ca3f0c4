"""The measured films as files under build/bench/, written once."""

import hashlib
from pathlib import Path

from infra.bench import dicoms, films, pictures
from infra.bench.environments import FOLDER


def film_file(kind: str, megapixels: float) -> Path:
    """Return the file of a film; ``kind`` is a key of PICTURES or of SYNTAXES."""
    path = _folder() / f"{kind}-{megapixels:g}.film".replace(",", "").replace(" ", "-")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        make = pictures.picture if kind in pictures.PICTURES else dicoms.dicom
        unfinished.write_bytes(make(megapixels, kind))
        unfinished.rename(path)
    return path


def _folder() -> Path:
    """Return a folder that is named by the code that writes the films, so that outdated ones are not used."""
    sources = (Path(str(module.__file__)).read_bytes() for module in (films, pictures, dicoms))
    return FOLDER / "films" / hashlib.sha256(b"".join(sources)).hexdigest()[:16]
