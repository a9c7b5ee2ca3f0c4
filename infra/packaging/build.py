"""Builds each function's package, or finds it built already."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.packaging import common_passwords
from infra.packaging.archive import write_zip
from infra.packaging.bundles import bundle_digest, bundle_pages
from infra.packaging.bytecode import compile_modules
from infra.packaging.errors import PackagingError
from infra.packaging.functions import FUNCTIONS, ROOT, Function
from infra.packaging.libraries import CACHE, digest_of_libraries, installed
from infra.packaging.targets import Target


def build_all(target: Target) -> dict[str, Path]:
    """Return function name -> zip, for every function. Raise PackagingError if one cannot be built."""
    packages: dict[str, Path] = {}
    for function in FUNCTIONS:
        packages |= dict.fromkeys((function.name, *function.also_runs), build(function, target))
    return packages


def build(function: Function, target: Target) -> Path:
    """Return the zip of `function` for `target`. Raise PackagingError if it cannot be built.

    The name of the zip holds the fingerprint of what it was made from.
    """
    for source in function.sources:
        if not (ROOT / source).is_dir():
            raise PackagingError(f"{source}/ is missing, so the {function.name} function cannot be packaged.")
    zipped = CACHE / f"{function.name}-{target.name}-{fingerprint(function, target)[:16]}.zip"
    if not zipped.is_file():
        libraries = installed(function, target)
        with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
            sources = Path(temporary)
            _copy_sources(function, sources)
            bundle_pages(sources)
            compile_modules(sources, target)
            write_zip(zipped, (*_files_in(libraries), *_files_in(sources)))
        _forget_all_but(zipped, function, target)
    return zipped


def fingerprint(function: Function, target: Target) -> str:
    """Return a digest that changes whenever the package of `function` for `target` would differ.

    Raise PackagingError if a file of it cannot be made.
    """
    common_passwords.ensure()
    digest = hashlib.sha256(digest_of_libraries(function, target).encode())
    digest.update(bundle_digest())
    for relative in function.source_files():
        digest.update(f"\n{relative.as_posix()}\n".encode())
        digest.update(hashlib.sha256((ROOT / relative).read_bytes()).digest())
    return digest.hexdigest()


def _copy_sources(function: Function, folder: Path) -> None:
    for relative in function.source_files():
        (folder / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / relative, folder / relative)


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _forget_all_but(latest: Path, function: Function, target: Target) -> None:
    """Delete the other packages of `function` for `target`.

    Every edit of a source makes a package of tens of megabytes, and old ones are not needed again.
    """
    for zipped in CACHE.glob(f"{function.name}-{target.name}-*.zip"):
        if zipped != latest:
            zipped.unlink(missing_ok=True)
