"""Who did what, when and from where: the events of the audit trail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

NO_SITE = "_strangers"
"""The partition of events without a site: log-ins with an address that no member has."""

NO_ACCOUNT = "_unknown"
"""The account of log-ins that failed before anybody was known: an identity provider may say no to anyone."""


class Act(StrEnum):
    """What was done. Each request does one act at most."""

    LOG_IN = "log-in"
    LOG_OUT = "log-out"
    RESET_CODE = "reset-code"
    RESET = "reset"
    LIST = "list"
    OPEN = "open"
    PREPARE = "prepare"
    """A page or a browser fetched a study before its reader asked for it."""
    IMAGES = "images"
    """Finding and links to the pictures were sent."""
    PRIORS = "priors"
    READ_VERDICTS = "read-verdicts"
    OPINION = "opinion"
    VERDICT = "verdict"
    REPORT = "report"
    EXPORT = "export"
    UPLOAD = "upload"
    EDIT = "edit"
    DELETE = "delete"
    MEMBERSHIP = "membership"
    SETTINGS = "settings"
    ACCOUNT = "account"
    AUDIT = "audit"
    """The trail itself was read."""


class Outcome(StrEnum):
    """How an act ended."""

    SUCCESS = "success"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One act of one account.

    ``account`` is a ``sub`` of the user pool, a keyed hash of an address that no member has, or NO_ACCOUNT.
    ``session`` is the beginning of the hash of the session's token, and ``source`` the network address.
    ``about`` is the account that a change of membership concerns. ``detail`` is a word for the kind of act,
    never typed text.
    ``request`` joins the event with the log.
    """

    site: str
    at: datetime
    act: Act
    outcome: Outcome
    request: str
    account: str | None = None
    study_id: str | None = None
    session: str | None = None
    source: str | None = None
    about: str | None = None
    detail: str | None = None
