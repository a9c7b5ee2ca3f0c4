"""Numbers and times as the language of the request writes them."""

from datetime import datetime

from babel.numbers import get_decimal_symbol
from flask_babel import format_datetime, get_locale, gettext

from webapp.languages.choice import ENGLISH


def decimal_sign() -> str:
    """Return the sign between whole number and decimals."""
    return get_decimal_symbol(get_locale() or ENGLISH)


def localized(number: str) -> str:
    """Return a number that was formatted in English, with the decimal sign of the language."""
    return number.replace(".", decimal_sign())


def moment(time: datetime) -> str:
    """Return date and time in UTC. On most pages, a script replaces them by those of the reader's place."""
    # Unicode's pattern of a date (LDML): translate it by the order that the language has.
    return str(format_datetime(time, gettext("d MMM y, HH:mm 'UTC'")))


def share_as_set(share: float) -> str:
    """Return a prevalence in per cent, with as many decimals as somebody has given it."""
    return f"{localized(f'{100 * share:g}')} %"
