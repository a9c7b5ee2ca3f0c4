"""What is kept of a patient: a keyed hash, which reveals nothing without the key."""

import hmac
import json
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cxr.errors import CxrError

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager.client import SecretsManagerClient

_SHORTEST = 32
"""Characters: a shorter salt could be guessed, and with it every patient number there may be."""


class SaltUnusable(CxrError):
    """The secret holds no salt that could protect a patient."""


class Pseudonyms:
    """Hashes identifiers with the deployment's salt, which is fetched when the first one comes.

    Most films are pictures and need none, so a worker's start does not wait for it.
    """

    def __init__(self, connect: "Callable[[], SecretsManagerClient]", secret: str) -> None:
        self._connect = connect
        self._secret = secret

    def of_site(self, site: str) -> Callable[[str, str], str]:
        """Return a function from kind and identifier to the hash: 64 hexadecimal digits.

        Two sites may give the same number to different patients, so the site goes into the hash.
        The function raises SaltUnusable, and what Secrets Manager raises.
        """
        return partial(self._hash, site)

    def _hash(self, site: str, kind: str, identifier: str) -> str:
        message = json.dumps([site, kind, identifier]).encode()
        return hmac.new(self._salt, message, "sha256").hexdigest()

    @cached_property
    def _salt(self) -> bytes:
        salt = self._connect().get_secret_value(SecretId=self._secret)["SecretString"]
        if len(salt) < _SHORTEST:
            raise SaltUnusable(f"the salt has fewer than {_SHORTEST} characters")
        return salt.encode()
