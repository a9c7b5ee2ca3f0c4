"""The two interpreters that packages are built for."""

import sys
from dataclasses import dataclass, field

from pip._vendor.packaging.markers import default_environment


@dataclass(frozen=True)
class Target:
    """An interpreter and platform: pip's options for it, and the answers to a requirement's markers.

    `python` is the command of an interpreter whose bytecode it can load.
    """

    name: str
    python: str
    pip_options: tuple[str, ...]
    markers: dict[str, str] = field(hash=False)


_LAMBDA_PYTHON = "3.13"

# Amazon Linux 2023 has glibc 2.34. pip does not derive the older manylinux tags from the newest.
_LAMBDA_PLATFORMS = (
    "manylinux_2_34_x86_64",
    "manylinux_2_28_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux2014_x86_64",
)

LAMBDA = Target(
    name="lambda",
    python=f"python{_LAMBDA_PYTHON}",
    pip_options=(
        "--only-binary=:all:",
        "--implementation=cp",
        f"--python-version={_LAMBDA_PYTHON}",
        *(f"--platform={platform}" for platform in _LAMBDA_PLATFORMS),
    ),
    # pip judges markers by the interpreter it runs on, and not by the options above.
    markers={
        "implementation_name": "cpython",
        "implementation_version": f"{_LAMBDA_PYTHON}.0",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_system": "Linux",
        "platform_version": "",
        "python_full_version": f"{_LAMBDA_PYTHON}.0",
        "python_version": _LAMBDA_PYTHON,
        "sys_platform": "linux",
    },
)

HOST = Target(
    name=f"host-{sys.implementation.cache_tag}",
    python=sys.executable,
    pip_options=("--only-binary=:all:",),
    markers={key: str(value) for key, value in default_environment().items()},
)

TARGETS = {"lambda": LAMBDA, "host": HOST}
