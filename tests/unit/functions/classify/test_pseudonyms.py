"""Films of one patient can be put side by side without revealing the patient."""

import hashlib
import hmac
from typing import Any

import pytest

from functions.classify.pseudonyms import Pseudonyms, SaltUnusable

SALT = "a" * 64


class Secrets:
    """Secrets Manager, as far as it is asked, and how often it was."""

    def __init__(self, salt: str = SALT) -> None:
        self.salt = salt
        self.asked: list[str] = []

    def get_secret_value(self, *, SecretId: str) -> dict[str, str]:  # noqa: N803
        self.asked.append(SecretId)
        return {"SecretString": self.salt}


def pseudonyms(secrets: Any) -> Pseudonyms:
    return Pseudonyms(lambda: secrets, "the-secret")


def test_the_hash_is_hmac_sha256_of_site_kind_and_identifier() -> None:
    expected = hmac.new(SALT.encode(), b'["st-marys", "patient", "4711"]', hashlib.sha256).hexdigest()
    assert pseudonyms(Secrets()).of_site("st-marys")("patient", "4711") == expected


def test_the_same_patient_of_a_site_gets_the_same_hash_from_any_worker() -> None:
    first, second = (pseudonyms(Secrets()).of_site("st-marys") for _ in range(2))
    assert first("patient", "4711") == second("patient", "4711")


@pytest.mark.parametrize(
    ("site", "kind", "identifier", "salt"),
    [
        ("other-site", "patient", "4711", SALT),
        ("st-marys", "examination", "4711", SALT),
        ("st-marys", "patient", "4712", SALT),
        ("st-marys", "patient", "4711", "b" * 64),
    ],
    ids=["site", "kind", "identifier", "salt"],
)
def test_anything_else_gets_another_hash(site: str, kind: str, identifier: str, salt: str) -> None:
    hashed = pseudonyms(Secrets(salt)).of_site(site)(kind, identifier)
    assert hashed != pseudonyms(Secrets()).of_site("st-marys")("patient", "4711")


def test_the_salt_is_fetched_once_and_only_when_it_is_needed() -> None:
    secrets = Secrets()
    pseudonym = pseudonyms(secrets).of_site("st-marys")
    assert secrets.asked == []
    pseudonym("patient", "1")
    pseudonym("patient", "2")
    assert secrets.asked == ["the-secret"]


def test_a_salt_that_could_be_guessed_is_not_used() -> None:
    with pytest.raises(SaltUnusable):
        pseudonyms(Secrets("short")).of_site("st-marys")("patient", "1")
