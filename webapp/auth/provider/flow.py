"""A log-in by the identity provider, between its beginning and the answer, in the browser's session."""

import hmac
from dataclasses import asdict
from datetime import datetime, timedelta

from flask import session

from webapp.aws.identity_provider import Flow
from webapp.errors import LogInTooLate
from webapp.request_context import services

LIFETIME = timedelta(minutes=15)
"""Time for the provider to answer: people look for their phones there."""


def begin_flow(wanted: str | None) -> None:
    """Begin a log-in that leads to the page ``wanted``. One that this session began before ends."""
    session["provider_flow"] = asdict(Flow.beginning(services().clock(), wanted))


def current_flow() -> Flow:
    """Return the log-in of this session. Raise LogInTooLate if there is none, or not any more."""
    found = session.get("provider_flow")
    if not found:
        raise LogInTooLate("no log-in has begun in this browser")
    flow = Flow(**found)
    if is_over(flow.begun):
        raise LogInTooLate("the log-in is too old")
    return flow


def is_over(begun: datetime) -> bool:
    """Return whether a log-in that began then took too long."""
    return services().clock() - begun > LIFETIME


def take_flow(state: str) -> Flow:
    """Return the log-in that an answer belongs to, once. Raise LogInTooLate if it is not of this session.

    An answer of another log-in leaves that of the session alone: anybody can send one.
    """
    flow = current_flow()
    if not hmac.compare_digest(state.encode(), flow.state.encode()):
        raise LogInTooLate("the answer belongs to another log-in")
    session.pop("provider_flow")
    return flow
