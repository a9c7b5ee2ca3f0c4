"""What the figures were measured on."""

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from cxr.model_card import ModelCard

_PACKAGES = ("ai-edge-litert", "numpy", "pillow", "pydicom", "imagecodecs", "boto3")
_INSTRUCTIONS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8")
"""Instruction sets on which the speed of a matrix product hangs."""


def conditions(card: ModelCard) -> str:
    """Machine, versions, date and model, as Markdown."""
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return "\n".join(
        (
            f"- Date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; load average before: {os.getloadavg()[0]:.1f}",
            f"- Machine: {processor()}, {os.cpu_count()} cores, {_gibibytes():.0f} GiB, {platform.machine()}",
            f"- System: {platform.system()} {platform.release()}, Python {platform.python_version()}",
            f"- Versions: {versions}",
            f"- Model: {card.version}, {card.architecture} at {card.input.size} x {card.input.size}",
        )
    )


def processor() -> str:
    """Its name, and which of the instructions that matter here it has."""
    text = Path("/proc/cpuinfo").read_text()
    name, flags = (re.search(rf"^{field}\s*: (.*)$", text, re.MULTILINE) for field in ("model name", "flags"))
    has = set(flags[1].split()) if flags else set()
    listed = " ".join(flag for flag in _INSTRUCTIONS if flag in has)
    return f"{name[1] if name else 'unknown processor'} ({listed})"


def _gibibytes() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
