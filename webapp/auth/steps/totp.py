"""Codes of authenticator apps: time-based one-time passwords by RFC 6238."""

import base64
import hmac
import secrets
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from markupsafe import Markup

ISSUER = "Pneumoscope"

_SECRET_BYTES = 20
"""160 bits, as RFC 4226 recommends."""

_DIGITS, STEP_SECONDS = 6, 30
"""What every authenticator app assumes, SHA-1 included. It is safe in this construction."""

_TOLERANCE = 1
"""Steps before and after the current one: for slow typing, and clocks that are a little off."""

_DRIFT = 20
"""Steps, ten minutes, within which a code shows that the clock of the phone is off."""


def new_secret() -> str:
    """Return a new secret in Base32, as people type it into an app."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of a step: the time since 1970 in units of STEP_SECONDS."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step that the code belongs to, or None if it is none of those around ``now``."""
    return _step_within(_TOLERANCE, secret, code, now)


def is_drifted(secret: str, code: str, now: datetime) -> bool:
    """Return whether the code is one of a clock that is minutes off."""
    return _step_within(_DRIFT, secret, code, now) is not None


def is_late(secret: str, code: str, now: datetime) -> bool:
    """Return whether the code is one of a clock that is minutes slow.

    For a log-in: whoever learns that a guess is a code of the future would only have to wait.
    """
    step = _step_within(_DRIFT, secret, code, now)
    return step is not None and step < int(now.timestamp()) // STEP_SECONDS


def qr_code(secret: str, email: str) -> Markup:
    """Return the QR code that an app scans, as SVG in black on white. No other server sees the secret."""
    address = _totp(secret).get_provisioning_uri(email, ISSUER)
    # The quiet zone of four modules is part of the code: apps fail on a dark page without it.
    svg = segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    # Segno writes numbers and its own tags alone.
    return Markup(svg)  # noqa: S704


def _step_within(tolerance: int, secret: str, code: str, now: datetime) -> int | None:
    current = int(now.timestamp()) // STEP_SECONDS
    steps = range(current - tolerance, current + tolerance + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step), code)), None)


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), _DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303
