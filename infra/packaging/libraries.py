"""Installs a function's requirements into a folder of its own, once for each content of its lock."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.packaging.bytecode import compile_modules, compiler_version
from infra.packaging.errors import PackagingError
from infra.packaging.functions import ROOT, Function
from infra.packaging.lock import requirements_for
from infra.packaging.targets import Target

CACHE = ROOT / "build" / "packages"

# Files that no function opens. LiteRT's share are 40 MB of tools and of drivers for chips that Lambda lacks.
UNNEEDED = (
    "ai_edge_litert/*Accelerator*.so",
    "ai_edge_litert/tools",
    "ai_edge_litert/vendors",
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "bin",
    "**/*.dist-info/RECORD",
    "**/*.dist-info/INSTALLER",
    "**/*.dist-info/direct_url.json",
    "pydicom/data/test_files",
    "pydicom/data/charset_files",
    # Of pictures and pages: formats that no function reads, fonts and charts that none draws.
    *("PIL/_avif*", "PIL/_imagingtk*", "pillow.libs/libavif-*"),
    *("reportlab/fonts", "reportlab/graphics", "reportlab/platypus"),
)

# What Pillow draws letters with: only captions of result objects have letters.
LETTERS = (
    "PIL/_imagingft*",
    *(f"pillow.libs/lib{name}-*" for name in ("brotlicommon", "brotlidec", "freetype", "harfbuzz", "png16")),
)

# What alone is kept of a package: imagecodecs has fifty codecs in 80 MB. DICOM needs four of them, and
# pictures of 16 bits in several channels need two more.
KEPT = {
    "imagecodecs": (
        *("*.py", "licenses", ".dylibs", "_shared*"),
        *("_imcd.*", "_jpeg8.*", "_jpegls.*", "_jpeg2k.*", "_png.*", "_tiff.*"),
    ),
    "imagecodecs.libs": (
        *("libjpeg-*", "libcharls-*", "libopenjp2-*", "liblcms2-*", "libpng16-*"),
        # The compressions of TIFF.
        *("libtiff-*", "libdeflate-*", "libLerc-*", "liblzma-*", "libzstd-*", "libwebp-*", "libsharpyuv-*"),
    ),
    # Babel has a thousand languages in 33 MB. The pages have two, and the server knows no time zone but UTC.
    "babel/locale-data": ("root.dat", "en.dat", "de.dat"),
    "pytz/zoneinfo": ("UTC",),
}


def installed(function: Function, target: Target) -> Path:
    """Return the folder with `function`'s libraries for `target`. Install them now if it is not there yet."""
    folder = CACHE / f"{function.name}-{target.name}-{digest_of_libraries(function, target)[:16]}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            fresh = Path(temporary) / "libraries"
            _install(function, target, fresh)
            _strip(fresh, function)
            compile_modules(fresh, target)
            _move_into_place(fresh, folder)
    return folder


def digest_of_libraries(function: Function, target: Target) -> str:
    """Return a digest that changes whenever `installed` would give something else."""
    wanted = (*target.pip_options, *_unneeded(function), *map(str, KEPT.items()), *function.aws_services)
    parts = (
        target.name,
        str(compiler_version(target)),
        *wanted,
        *requirements_for(target, ROOT / function.lock),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _install(function: Function, target: Target, folder: Path) -> None:
    requirements = folder.with_suffix(".txt")
    requirements.write_text("\n".join(requirements_for(target, ROOT / function.lock)))
    command = [
        *(sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check"),
        *("--require-hashes", "--no-deps", "--no-compile", *target.pip_options),
        *("--target", str(folder), "--requirement", str(requirements)),
    ]
    finished = subprocess.run(command, check=False, stdout=sys.stderr)
    if finished.returncode != 0:
        raise PackagingError(
            f"pip could not install {function.lock} for {target.name}; its own message stands above."
        )


def _unneeded(function: Function) -> tuple[str, ...]:
    return UNNEEDED if function.draws_letters else (*UNNEEDED, *LETTERS)


def _strip(folder: Path, function: Function) -> None:
    for pattern in _unneeded(function):
        for path in list(folder.glob(pattern)):
            _remove(path)
    for package, patterns in KEPT.items():
        kept = {path for pattern in patterns for path in (folder / package).glob(pattern)}
        for path in set((folder / package).glob("*")) - kept:
            _remove(path)
    # botocore describes four hundred services in 28 MB.
    for service in (folder / "botocore" / "data").iterdir():
        if service.is_dir() and service.name not in function.aws_services:
            shutil.rmtree(service)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _move_into_place(fresh: Path, folder: Path) -> None:
    """Rename in one step, so that an interrupted build leaves no half of a folder behind."""
    try:
        fresh.rename(folder)
    except OSError:
        # Another build was quicker and made the same folder.
        if not folder.is_dir():
            raise
