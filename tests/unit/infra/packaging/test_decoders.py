"""The classify package carries every decoder that a DICOM film may need."""

import subprocess
import sys
import zipfile
from pathlib import Path

from pydicom import uid

from infra.packaging.build import build_all
from infra.packaging.targets import HOST
from tests.support.films.dicoms import ENCODERS, deep_chest, dicom
from tests.support.films.images import chest

READ_ALL = (
    "import sys; from pathlib import Path; from cxr.imaging.reader import read\n"
    "for path in sys.argv[1:]: print(path, read(Path(path).read_bytes()).width)"
)


def test_a_film_of_every_compression_is_read_by_the_package_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_all(HOST)["classify"]) as package:
        package.extractall(tmp_path)
    films: list[str] = []
    for syntax in (uid.RLELossless, *ENCODERS):
        films.append(f"{uid.UID(syntax).keyword}.dcm")
        film = chest() if syntax == uid.JPEGBaseline8Bit else deep_chest()
        (tmp_path / films[-1]).write_bytes(dicom(film, syntax))
    done = subprocess.run(
        [sys.executable, "-S", "-c", READ_ALL, *films],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == [f"{name} 300" for name in films], done.stderr
