"""Reads weights published for PyTorch without PyTorch, which is larger than all other requirements."""

import pickle
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, ClassVar

import numpy as np
import numpy.typing as npt

from training.errors import TrainingError

MAGIC = 0x1950A86A20F9469CFC6C
"""First number of a file of ``torch.save`` until PyTorch 1.6 (torch/serialization.py)."""

Array = npt.NDArray[np.generic]


def read_torch_weights(path: Path) -> dict[str, Array]:
    """Return the arrays by name, float32 or int64, in PyTorch's order of axes.

    Raise TrainingError if the file is missing, damaged or has another format.
    """
    try:
        with path.open("rb") as file:
            return _read(file)
    except (
        OSError,
        EOFError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        pickle.UnpicklingError,
    ) as e:
        raise TrainingError(f"{path} cannot be read as weights of PyTorch ({e}); install it again") from e


def _read(file: BinaryIO) -> dict[str, Array]:
    """Read five pickles, then the buffers, each after its length."""
    magic, _version, _machine, views, keys = (_Pickle(file).load() for _ in range(5))
    if magic != MAGIC:
        raise ValueError("not written by torch.save before PyTorch 1.6")
    dtypes = {view.buffer.key: view.buffer.dtype for view in views.values()}
    buffers = {}
    for key in keys:
        size = int.from_bytes(file.read(8), "little") * dtypes[key].itemsize
        buffers[key] = np.frombuffer(file.read(size), dtypes[key])
    return {name: view.of(buffers[view.buffer.key]) for name, view in views.items()}


@dataclass(frozen=True, slots=True)
class _Buffer:
    key: str
    dtype: np.dtype[np.generic]


@dataclass(frozen=True, slots=True)
class _View:
    """An array in a buffer, with a stride for each axis."""

    buffer: _Buffer
    first: int
    shape: Sequence[int]
    steps: Sequence[int]

    def of(self, buffer: Array) -> Array:
        """Return the array. NumPy checks the indices, so a file cannot address other memory."""
        at = np.full(tuple(self.shape), self.first)
        for axis, step in zip(np.indices(at.shape), self.steps, strict=True):
            at += step * axis
        values: Array = buffer[at]
        return values


def _view(buffer: _Buffer, first: int, shape: Sequence[int], steps: Sequence[int], *_: object) -> _View:
    """Return the placeholder of an array whose buffer is not read yet."""
    return _View(buffer, first, shape, steps)


class _Pickle(pickle.Unpickler):
    """Unpickles the parts of an array and nothing else, so that a file cannot run code."""

    ALLOWED: ClassVar[dict[tuple[str, str], Callable[..., object] | np.dtype[np.generic]]] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _view,
        ("torch", "FloatStorage"): np.dtype("<f4"),
        ("torch", "LongStorage"): np.dtype("<i8"),
    }

    def find_class(self, module: str, name: str) -> object:
        """Return our placeholder for an allowed name. Raise UnpicklingError for any other name."""
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"it names {module}.{name}")
        return self.ALLOWED[module, name]

    def persistent_load(self, reference: tuple[str, np.dtype[np.generic], str, str, int, object]) -> _Buffer:
        """Return the buffer of ``reference``."""
        _, dtype, key, *_ = reference
        return _Buffer(key, dtype)
