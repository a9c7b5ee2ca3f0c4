"""The measured films as files, written once."""

from pathlib import Path

from infra.bench.cache import FOLDER, cached, digest
from infra.bench.inputs import dicom_files, image_files, synthetic_film

_SOURCES = [Path(str(module.__file__)) for module in (synthetic_film, image_files, dicom_files)]


def cached_film(kind: str, megapixels: float) -> Path:
    """Return the file of a film; ``kind`` is a key of IMAGE_FORMATS or of TRANSFER_SYNTAXES."""
    make = image_files.image_file if kind in image_files.IMAGE_FORMATS else dicom_files.dicom_file
    name = f"{kind}-{megapixels:g}.film".replace(",", "").replace(" ", "-")
    path = FOLDER / "films" / digest(*_SOURCES) / name
    return cached(path, lambda unfinished: unfinished.write_bytes(make(megapixels, kind)))
