"""The second factor of an account: enrolling an app, checking its codes, and codes for a lost phone."""

from collections.abc import Callable
from datetime import datetime

from flask import session

from cxr.storage.sites.member_item import Member
from cxr.storage.sites.roles import PROGRAM
from webapp.auth.steps import recovery_codes, totp
from webapp.errors import DriftedClock, InvalidToken, WrongFactorCode, WrongRecoveryCode
from webapp.request_context import services


def is_required(member: Member) -> bool:
    """Return whether the person needs a second factor, by the stage or by any of their sites."""
    return any(is_required_at(site) for site in member.sites)


def is_required_at(site: str) -> bool:
    """Return whether members of a site need a second factor, by the stage or by the site."""
    found = services()
    return found.second_factor_required or found.site_settings.requires_second_factor(site)


def refuse_password_alone(member: Member) -> None:
    """Raise InvalidToken for an access token of an account that needs more than its password.

    Cognito gives tokens for a password alone. Accounts of programs have no one who could hold a phone.
    """
    if member.role != PROGRAM and (member.second_factor or is_required_at(member.site)):
        raise InvalidToken("the account needs a second factor")


def offered_secret() -> str:
    """Return the secret that this session offers for enrolment, the same until it is used."""
    return str(session.setdefault("offered_secret", totp.new_secret()))


def enrol(sub: str, code: str, begun_at: datetime | None = None) -> list[str]:
    """Store the offered secret if the app shows its code. Return the recovery codes, which no one sees again.

    ``begun_at``: the beginning of a log-in that lacks the factor. Raise WrongFactorCode, DriftedClock, or
    LogInTooLate if the account has a factor by now, or if its access has ended since.
    """
    secret = offered_secret()
    step = _checked_step(secret, code, totp.is_drifted)
    codes = recovery_codes.new_codes()
    services().second_factors.enrol(sub, secret, step, _hashes(codes), begun_at)
    session.pop("offered_secret")
    return codes


def replace_recovery_codes(sub: str) -> list[str]:
    """Store new recovery codes in place of the earlier ones, and return them."""
    codes = recovery_codes.new_codes()
    services().second_factors.replace_codes(sub, _hashes(codes))
    return codes


def check_code(sub: str, code: str) -> None:
    """Use up the code that the app shows now.

    Raise WrongFactorCode, DriftedClock, UsedCode or TooManyCodes.
    """
    found = services()
    factor = found.second_factors.take_try(sub, found.clock())
    found.second_factors.accept_step(sub, _checked_step(factor.secret, code, totp.is_late))


def check_recovery_code(sub: str, code: str) -> None:
    """Use up a recovery code. Raise WrongRecoveryCode or TooManyCodes."""
    found = services()
    found.second_factors.take_try(sub, found.clock())
    if not found.second_factors.use_recovery_code(sub, _hash(code)):
        raise WrongRecoveryCode(sub)


def _checked_step(secret: str, code: str, is_drifted: Callable[[str, str, datetime], bool]) -> int:
    now = services().clock()
    step = totp.matching_step(secret, code, now)
    if step is None:
        raise DriftedClock if is_drifted(secret, code, now) else WrongFactorCode
    return step


def _hashes(codes: list[str]) -> list[str]:
    return [_hash(code) for code in codes]


def _hash(code: str) -> str:
    return recovery_codes.hashed(code, services().second_factors.keys.of_codes)
