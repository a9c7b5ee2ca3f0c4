"""Second factors of members, in their items of the members table."""

import base64
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase
from botocore.exceptions import ClientError
from cryptography.fernet import Fernet

from cxr.storage.sites.member_item import SECOND_FACTOR_ATTRIBUTES
from webapp.errors import LogInTooLate, TooManyCodes, UsedCode

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_secretsmanager import SecretsManagerClient

MAX_TRIES = 5
"""Wrong codes after which no further code is checked."""

TRIES_WINDOW = timedelta(minutes=15)
"""Time that these tries count. So a thief of the password has a chance of 1 in 700 a day."""


@dataclass(frozen=True, slots=True)
class StoredFactor:
    """The secret of the app in Base32, and how many recovery codes are left."""

    secret: str
    codes_left: int


class FactorKeys:
    """The keys of second factors, read when first needed: most requests need none."""

    def __init__(self, read_secret: Callable[[], str]) -> None:
        self._read_secret = read_secret

    @cached_property
    def cipher(self) -> Fernet:
        """Return what encrypts the secrets of apps."""
        return Fernet(base64.urlsafe_b64encode(self._derived("app secrets")))

    @cached_property
    def of_codes(self) -> bytes:
        """Return the key of the hashes of recovery codes."""
        return self._derived("recovery codes")

    @cached_property
    def _secret(self) -> bytes:
        return self._read_secret().encode()

    def _derived(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, f"pneumoscope {purpose}".encode(), "sha256")


def stored_key(secrets_manager: "SecretsManagerClient", name: str) -> Callable[[], str]:
    """Return a reader of the secret of this name."""
    return lambda: secrets_manager.get_secret_value(SecretId=name)["SecretString"]


class SecondFactors:
    """Enrols, checks and removes second factors.

    An item has ``totp``, the encrypted secret; ``totp_step``, the step of the last code; ``recovery``, the
    hashes of the codes that are left; and after a wrong code ``code_tries`` until ``tries_until``.
    """

    def __init__(self, table: "Table", keys: FactorKeys) -> None:
        self._table = table
        self.keys = keys

    def enrol(
        self,
        sub: str,
        secret: str,
        step: int,
        code_hashes: Iterable[str],
        begun_at: datetime | None = None,
    ) -> None:
        """Store a member's factor. Its first code, of ``step``, does not work again.

        ``begun_at``: the beginning of a log-in that lacks the factor. Raise LogInTooLate if the account has a
        factor by now, or if its access has ended since: the password may have been another person's.
        """
        values = {
            ":totp": self.keys.cipher.encrypt(secret.encode()),
            ":step": step,
            ":codes": set(code_hashes),
        }
        change = "SET totp = :totp, totp_step = :step, recovery = :codes REMOVE code_tries, tries_until"
        is_member: ConditionBase = Attr("site").exists() | Attr("memberships").exists()
        if begun_at:
            begun = Decimal(str(begun_at.timestamp()))
            is_valid = Attr("valid_after").not_exists() | Attr("valid_after").lte(begun)
            is_member = is_member & Attr("totp").not_exists() & is_valid
        try:
            self._update(sub, change, values, is_member)
        except ClientError as e:
            _raise_unless_condition(e)
            raise LogInTooLate(sub) from e

    def replace_codes(self, sub: str, code_hashes: Iterable[str]) -> None:
        """Store new recovery codes. The earlier ones stop working."""
        self._update(sub, "SET recovery = :codes", {":codes": set(code_hashes)}, Attr("totp").exists())

    def remove(self, sub: str) -> None:
        """Take the second factor away."""
        self._update(sub, f"REMOVE {', '.join(SECOND_FACTOR_ATTRIBUTES)}", None, Attr("sub").exists())

    def take_try(self, sub: str, now: datetime) -> StoredFactor:
        """Count a try, then return the factor that it is for. Raise TooManyCodes.

        The try is counted before the code is checked, so that parallel requests get no more of them.
        """
        seconds = int(now.timestamp())
        until = seconds + int(TRIES_WINDOW.total_seconds())
        fresh = {":one": 1, ":until": until}
        is_over = Attr("tries_until").not_exists() | Attr("tries_until").lte(seconds)
        try:
            item = self._update(sub, "SET code_tries = :one, tries_until = :until", fresh, is_over)
        except ClientError as e:
            _raise_unless_condition(e)
            item = self._take_further_try(sub)
        if "totp" not in item:
            # An operator has taken the factor away meanwhile.
            raise LogInTooLate(sub)
        secret = self.keys.cipher.decrypt(bytes(item["totp"].value)).decode()
        return StoredFactor(secret, len(item.get("recovery", ())))

    def accept_step(self, sub: str, step: int) -> None:
        """Record the step of a right code, and forget the tries. Raise UsedCode if it was used."""
        change = "SET totp_step = :step REMOVE code_tries, tries_until"
        try:
            self._update(sub, change, {":step": step}, Attr("totp_step").lt(step))
        except ClientError as e:
            _raise_unless_condition(e)
            raise UsedCode(sub) from e

    def use_recovery_code(self, sub: str, code_hash: str) -> bool:
        """Use up a recovery code. Return False if it is wrong or was used."""
        change = "DELETE recovery :used REMOVE code_tries, tries_until"
        try:
            self._update(sub, change, {":used": {code_hash}}, Attr("recovery").contains(code_hash))
        except ClientError as e:
            _raise_unless_condition(e)
            return False
        return True

    def codes_left(self, sub: str) -> int:
        """Return how many recovery codes are left."""
        return len(self._item(sub).get("recovery", ()))

    def is_enrolled(self, sub: str) -> bool:
        """Return whether the account has a second factor."""
        return "totp" in self._item(sub)

    def _item(self, sub: str) -> dict[str, Any]:
        return self._table.get_item(Key={"sub": sub}, ConsistentRead=True).get("Item", {})

    def _take_further_try(self, sub: str) -> dict[str, Any]:
        is_allowed = Attr("code_tries").lt(MAX_TRIES)
        try:
            return self._update(sub, "SET code_tries = code_tries + :one", {":one": 1}, is_allowed)
        except ClientError as e:
            _raise_unless_condition(e)
            raise TooManyCodes(sub) from e

    def _update(
        self, sub: str, change: str, values: dict[str, Any] | None, condition: ConditionBase
    ) -> dict[str, Any]:
        given = {"ExpressionAttributeValues": values} if values else {}
        answer = self._table.update_item(
            Key={"sub": sub},
            UpdateExpression=change,
            ConditionExpression=condition,
            ReturnValues="ALL_NEW",
            **given,  # type: ignore[arg-type]
        )
        return answer["Attributes"]


def _raise_unless_condition(error: ClientError) -> None:
    """Raise the error again unless a condition was not met."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
