"""Weights published for PyTorch are read without it, and code in such a file is refused."""

import io
import os
import pickle
import sys
from collections import OrderedDict
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from training.errors import TrainingError
from training.networks.torch_checkpoint import MAGIC, read_torch_weights

KERNEL = np.arange(24, dtype=np.float32).reshape(2, 3, 4)


def rebuild(*_: object) -> None:
    """Stands for PyTorch's function in a pickle."""


class FloatStorage:
    """Stands for PyTorch's class in a pickle."""


class Tensor:
    """An array as PyTorch stores it: a buffer, and a stride for each axis."""

    def __init__(self, array: npt.NDArray[np.float32], steps: tuple[int, ...] | None = None) -> None:
        self.array, self.steps = array, steps or tuple(step // 4 for step in array.strides)


class TorchPickler(pickle.Pickler):
    """Refers to buffers by number, like ``torch.save``."""

    def reducer_override(self, value: object) -> Any:
        """Return how to rebuild an array."""
        if not isinstance(value, Tensor):
            return NotImplemented
        reference = ("storage", FloatStorage, str(id(value)), "cpu", value.array.size, None)
        return rebuild, (Reference(reference), 0, value.array.shape, value.steps, False, OrderedDict())

    def persistent_id(self, value: object) -> Any:
        """Return the reference of a buffer."""
        return value.parts if isinstance(value, Reference) else None


class Reference:
    """A buffer that is stored after the pickles."""

    def __init__(self, parts: tuple[object, ...]) -> None:
        self.parts = parts


@pytest.fixture(autouse=True)
def named_as_pytorch_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    monkeypatch.setattr(rebuild, "__module__", "torch._utils")
    monkeypatch.setattr(rebuild, "__qualname__", "_rebuild_tensor_v2")
    monkeypatch.setattr(FloatStorage, "__module__", "torch")
    utils._rebuild_tensor_v2, torch.FloatStorage, torch._utils = rebuild, FloatStorage, utils  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)


def saved(state: dict[str, Tensor], magic: int = MAGIC) -> bytes:
    """Return ``state`` as ``torch.save`` wrote it until PyTorch 1.6."""
    file = io.BytesIO()
    for header in (magic, 1001, {"little_endian": True}):
        pickle.dump(header, file, protocol=2)
    TorchPickler(file, protocol=2).dump(OrderedDict(state))
    pickle.dump([str(id(tensor)) for tensor in state.values()], file, protocol=2)
    for tensor in state.values():
        file.write(tensor.array.size.to_bytes(8, "little") + np.ascontiguousarray(tensor.array).tobytes())
    return file.getvalue()


def test_arrays_are_read_by_name_in_any_axis_order(tmp_path: Path) -> None:
    turned = Tensor(KERNEL.reshape(4, 2, 3), (1, 12, 4))
    path = tmp_path / "weights.pth"
    path.write_bytes(saved({"kernel": Tensor(KERNEL), "turned": turned}))
    read = read_torch_weights(path)
    assert list(read) == ["kernel", "turned"]
    assert np.array_equal(read["kernel"], KERNEL)
    assert np.array_equal(read["turned"], np.transpose(KERNEL, (2, 0, 1)))


def test_file_cannot_run_code(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    path = tmp_path / "weights.pth"
    path.write_bytes(pickle.dumps(Harm(), protocol=2))
    with pytest.raises(TrainingError, match=r"weights.pth cannot be read .*mkdir"):
        read_torch_weights(path)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("how", ["empty", "of a later PyTorch", "cut", "not of PyTorch"])
def test_file_of_another_kind_is_named(how: str, tmp_path: Path) -> None:
    kernel = {"kernel": Tensor(KERNEL)}
    path = tmp_path / "weights.pth"
    content = {
        "empty": b"",
        "of a later PyTorch": b"PK\x03\x04, an archive",
        "cut": saved(kernel)[:-4],
        "not of PyTorch": saved(kernel, magic=1),
    }
    path.write_bytes(content[how])
    with pytest.raises(TrainingError, match=r"weights.pth cannot be read as weights of PyTorch"):
        read_torch_weights(path)


def test_array_beyond_its_buffer_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(saved({"kernel": Tensor(KERNEL, (1000, 4, 1))}))
    with pytest.raises(TrainingError, match="out of bounds"):
        read_torch_weights(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"absent.pth cannot be read"):
        read_torch_weights(tmp_path / "absent.pth")
