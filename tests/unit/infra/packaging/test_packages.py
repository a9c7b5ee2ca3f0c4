"""The packages as built: what is in them, and how big they are."""

import re
import zipfile
from pathlib import Path

import pytest

from infra.packaging.build import build_all
from infra.packaging.functions import ROOT
from infra.packaging.targets import LAMBDA

MEBIBYTE = 1024 * 1024
FUNCTIONS = ("web", "report", "classify")

# Of each library that decodes films: the file of its licence, its names in NOTICE, and words of the licence.
DECODERS = {
    "libjpeg": (
        "LICENSE-libjpeg-turbo",
        "libjpeg-turbo",
        "IJG License, Modified (3-clause) BSD License, zlib License",
        "three compatible BSD-style open source licenses: - The IJG (Independent JPEG Group) License",
    ),
    "libcharls": ("LICENSE-charls", "CharLS", "BSD 3-Clause", "Neither the name of my employer"),
    "libopenjp2": ("LICENSE-openjpeg", "OpenJPEG", "BSD 2-Clause", "under the 2-clauses * BSD License"),
    "liblcms2": ("LICENSE-lcms2", "Little CMS", "MIT", "Permission is hereby granted, free of charge"),
    "libpng16": (
        "LICENSE-libpng",
        "libpng",
        "libpng License",
        "This code is released under the libpng license",
    ),
    "libtiff": (
        "LICENSE-libtiff",
        "LibTIFF",
        "libtiff License",
        "Permission to use, copy, modify, distribute",
    ),
    "libdeflate": ("LICENSE-libdeflate", "libdeflate", "MIT", "Permission is hereby granted, free of charge"),
    "libLerc": ("LICENSE-lerc", "LERC", "Apache License 2.0", "Apache License - 2.0"),
    "liblzma": ("LICENSE-liblzma", "liblzma", "0BSD", "liblzma is under the BSD Zero Clause License"),
    "libzstd": ("LICENSE-zstd", "Zstandard", "BSD 3-Clause", "BSD License For Zstandard software"),
    "libwebp": ("LICENSE-libwebp", "libwebp", "BSD 3-Clause", "Neither the name of Google"),
    "libsharpyuv": ("LICENSE-libwebp", "libwebp", "BSD 3-Clause", "Neither the name of Google"),
}


def names(package: Path) -> list[str]:
    with zipfile.ZipFile(package) as archive:
        return archive.namelist()


def top_level(package: Path) -> set[str]:
    return {name.split("/")[0] for name in names(package)}


def test_the_web_package_carries_no_numbers_and_no_model(aws_packages: dict[str, Path]) -> None:
    assert not top_level(aws_packages["web"]) & {
        *("numpy", "ai_edge_litert", "PIL", "reportlab", "functions", "training")
    }
    assert not [name for name in names(aws_packages["web"]) if name.endswith(".tflite")]


def test_the_classify_package_carries_no_web_application(aws_packages: dict[str, Path]) -> None:
    assert not top_level(aws_packages["classify"]) & {"flask", "webapp", "training", "tests"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_package_carries_training(aws_packages: dict[str, Path], function: str) -> None:
    assert not top_level(aws_packages[function]) & {
        "tensorflow",
        "keras",
        "sklearn",
        "matplotlib",
        "boto3_stubs",
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_package_carries_duplicated_files_or_bytecode_of_another_python(
    aws_packages: dict[str, Path], function: str
) -> None:
    listed = names(aws_packages[function])
    assert not [name for name in listed if ".pyc" in name and not name.endswith(".cpython-313.pyc")]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("function", "limit"), [("web", 60 * MEBIBYTE), ("report", 80 * MEBIBYTE), ("classify", 180 * MEBIBYTE)]
)
def test_packages_stay_small_when_unzipped(
    aws_packages: dict[str, Path], host_packages: dict[str, Path], function: str, limit: int
) -> None:
    """Lambda allows 250 MiB. The laptop's package always holds bytecode, Lambda's where Python 3.13 is."""
    for packages in (aws_packages, host_packages):
        with zipfile.ZipFile(packages[function]) as archive:
            assert sum(entry.file_size for entry in archive.infolist()) <= limit


def test_drivers_for_chips_that_lambda_lacks_stay_out(aws_packages: dict[str, Path]) -> None:
    listed = names(aws_packages["classify"])
    assert not [name for name in listed if "Accelerator" in name or "ai_edge_litert/vendors" in name]


def test_of_fifty_codecs_those_of_films_come_along(aws_packages: dict[str, Path]) -> None:
    listed = names(aws_packages["classify"])
    codecs = {name for name in listed if "imagecodecs/_" in name and not name.endswith(".pyc")}
    modules = {Path(name).name.split(".")[0] for name in codecs}
    assert modules >= {"_imcd", "_jpeg8", "_jpegls", "_jpeg2k", "_png", "_tiff", "_shared"}
    assert len(modules) < 12
    libraries = [Path(name).name.split("-")[0] for name in listed if name.startswith("imagecodecs.libs/")]
    assert sorted(libraries) == sorted(DECODERS)


def test_each_decoder_comes_with_its_licence_and_is_named_in_the_notice(
    aws_packages: dict[str, Path],
) -> None:
    notice = (ROOT / "NOTICE").read_text()
    with zipfile.ZipFile(aws_packages["classify"]) as archive:
        for file, name, licence, words in DECODERS.values():
            assert words in " ".join(archive.read(f"imagecodecs/licenses/{file}").decode().split())
            assert re.search(rf"^  {name} +{re.escape(licence)}$", notice, re.MULTILINE)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_an_unchanged_package_is_not_built_again(aws_packages: dict[str, Path], function: str) -> None:
    before = aws_packages[function].stat().st_mtime_ns
    assert build_all(LAMBDA)[function] == aws_packages[function]
    assert aws_packages[function].stat().st_mtime_ns == before
