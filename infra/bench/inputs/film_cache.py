"""The measured films as files under build/bench/, written once."""

import hashlib
from pathlib import Path

from infra.bench.environments import FOLDER
from infra.bench.inputs import dicom_files, image_files, synthetic_film


def cached_film(kind: str, megapixels: float) -> Path:
    """Return the file of a film; ``kind`` is a key of IMAGE_FORMATS or of TRANSFER_SYNTAXES."""
    path = _folder() / f"{kind}-{megapixels:g}.film".replace(",", "").replace(" ", "-")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        make = image_files.image_file if kind in image_files.IMAGE_FORMATS else dicom_files.dicom_file
        unfinished.write_bytes(make(megapixels, kind))
        unfinished.rename(path)
    return path


def _folder() -> Path:
    """Return a folder that is named by the code that writes the films, so that outdated ones are not used."""
    sources = (
        Path(str(module.__file__)).read_bytes() for module in (synthetic_film, image_files, dicom_files)
    )
    return FOLDER / "films" / hashlib.sha256(b"".join(sources)).hexdigest()[:16]
