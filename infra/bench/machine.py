"""The conditions of a measurement: date, machine, versions and model."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cxr.inference.model_card import ModelCard

_PACKAGES = ("ai-edge-litert", "numpy", "pillow", "pydicom", "imagecodecs", "boto3")
_INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8")
"""Instruction sets that determine the speed of a matrix product."""


def conditions(card: ModelCard) -> str:
    """Return the conditions as a Markdown list."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = (
        f"Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load average before: {os.getloadavg()[0]:.1f}",
        f"Machine: {processor()}, {os.cpu_count()} cores, {gibibytes:.0f} GiB, {platform.machine()}",
        f"System: {platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"Versions: {versions}",
        f"Model: {card.version}, {card.architecture} at {card.input.size} x {card.input.size}",
    )
    return "\n".join(f"- {line}" for line in lines)


def processor() -> str:
    """Return the processor's name and its instruction sets."""
    text = Path("/proc/cpuinfo").read_text()
    name, flags = (re.search(rf"^{field}\s*: (.*)$", text, re.MULTILINE) for field in ("model name", "flags"))
    available = set(flags[1].split()) if flags else set()
    listed = " ".join(flag for flag in _INSTRUCTIONS if flag in available)
    return f"{name[1] if name else 'unknown processor'} ({listed})"
