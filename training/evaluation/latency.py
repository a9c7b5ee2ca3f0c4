"""Compares the CPU time of several files of a network."""

import platform
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import numpy as np

from cxr.inference.classifier import load_network

ROUNDS = 60

_CPU_INFO = Path("/proc/cpuinfo")


def measure_latency(files: Mapping[str, bytes], size: int) -> dict[str, float]:
    """Return milliseconds for one film on one core, by name: the median over interleaved rounds."""
    networks = {name: load_network(file, threads=1) for name, file in files.items()}
    film = np.random.default_rng(0).integers(0, 256, (1, size, size, 1), np.uint8)
    times: dict[str, list[float]] = {name: [] for name in networks}
    for _ in range(ROUNDS):
        for name, network in networks.items():
            started = time.thread_time()
            network(film=film)
            times[name].append(1000 * (time.thread_time() - started))
    return {name: median(taken) for name, taken in times.items()}


def processor_name(cpu_info: Path = _CPU_INFO) -> str:
    """Return the name of this machine's processor: a speed says nothing without it."""
    lines = cpu_info.read_text().splitlines() if cpu_info.exists() else []
    names = [
        name.strip() for title, _, name in (line.partition(":") for line in lines) if "model name" in title
    ]
    return names[0] if names else platform.processor() or platform.machine()
