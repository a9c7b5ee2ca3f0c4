"""Devices of one machine that share a run, through Keras's distribution API."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras

from training.errors import TrainingError


@contextmanager
def shared_devices(wanted: int | None, batch_size: int) -> Iterator[int]:
    """Train on several devices inside the context, each with its part of every batch; yield their number.

    ``wanted``: None for all devices that divide a batch evenly. Keras distributes on JAX; with TensorFlow one
    device trains. Raise TrainingError if ``wanted`` is more than there are, or does not divide a batch.
    """
    found = _devices()
    count = _most(len(found), batch_size) if wanted is None else wanted
    if count > len(found):
        raise TrainingError(
            f"--devices {count}: {keras.backend.backend()} can share a run among {len(found)} here; "
            "give fewer, or train with KERAS_BACKEND=jax"
        )
    if batch_size % count:
        raise TrainingError(
            f"--devices {count}: a batch of {batch_size} films cannot be divided evenly; give another number"
        )
    if count == 1:
        yield count
        return
    print(f"{count} of {len(found)} devices share the run", flush=True)
    with keras.distribution.DataParallel(devices=found[:count]).scope():
        yield count


def _devices() -> list[str]:
    """Return the names of the devices that can share a run."""
    return list(keras.distribution.list_devices()) if keras.backend.backend() == "jax" else ["default"]


def _most(devices: int, batch_size: int) -> int:
    return next(count for count in range(devices, 0, -1) if batch_size % count == 0)
