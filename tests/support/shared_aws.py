"""What boto3 and moto would make again for each test, made once a process."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import boto3
import botocore.session
import moto.core.responses
import pytest
from botocore.loaders import Loader
from moto.core.utils import method_names_from_class

SETTINGS = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}


class _SharedLoader(Loader):
    """Reads each model of a service once, for all sessions."""

    @property
    def search_paths(self) -> list[str]:
        # A copy, since each session of boto3 adds its own folder to it.
        return list(super().search_paths)


_MODELS = _SharedLoader([str(Path(boto3.__file__).parent / "data")])
_METHODS = cache(method_names_from_class)


def use_account_of_tests(patch: pytest.MonkeyPatch) -> None:
    """Let boto3 ask moto, whatever the settings of this machine are."""
    for name, value in SETTINGS.items():
        patch.setenv(name, value)
    patch.delenv("AWS_ENDPOINT_URL", raising=False)
    patch.setattr(botocore.session, "create_loader", lambda *_: _MODELS)
    # Moto would look through the same class at each call.
    patch.setattr(moto.core.responses, "method_names_from_class", _METHODS)


@contextmanager
def shared_session() -> Iterator[boto3.Session]:
    """Make clients that all tests of this process share. Each test has an account of moto's own."""
    with pytest.MonkeyPatch.context() as patch:
        use_account_of_tests(patch)
        yield boto3.Session()
