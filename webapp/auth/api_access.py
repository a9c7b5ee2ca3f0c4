"""Who a request to the JSON API acts for, and what it sent."""

import hashlib

from flask import current_app, request
from flask_login import current_user
from werkzeug.exceptions import BadRequest, Unauthorized

from cxr.storage.sites.member_item import Member
from cxr.storage.sites.roles import PROGRAM
from webapp.auth.acting_site import SITE_HEADER, require_site
from webapp.auth.steps.second_factor import refuse_password_alone
from webapp.aws.access_tokens import WRITE_SCOPE, TokenOwner
from webapp.errors import InvalidToken, MissingScope
from webapp.request_context import services, set_bearer_member

_READING = {
    *("api.show", "api.index", "list_api.worklist", "list_api.thumbnails", "fhir.show", "priors.index"),
    *("verdict_api.index", "verdict_api.reading", "api.session_end"),
}
"""Requests for which a token without the scope to write is enough. The search of a list is a POST."""


def authenticate() -> None:
    """Authenticate by bearer token if there is one, else by session with CSRF protection.

    A person's token acts in the site that the request names, else in the one that the person last used.
    Raise InvalidToken, MissingScope, AccessEnded, AnotherSite, Unauthorized or CSRFError.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Unauthorized
        owner = services().access_tokens.owner(token.strip())
        member = _member(owner, request.headers.get(SITE_HEADER))
        require_site(member)
        if not owner.may_write and request.endpoint not in _READING:
            raise MissingScope(WRITE_SCOPE)
        set_bearer_member(member, hashlib.sha256(token.strip().encode()).hexdigest())
        return
    if not current_user.is_authenticated:
        raise Unauthorized
    require_site(current_user)
    current_app.extensions["csrf"].protect()


def _member(owner: TokenOwner, site: str | None) -> Member:
    """Return the member of a token. Raise InvalidToken, AccessEnded."""
    if not owner.is_program:
        member = services().members.get_or_create(owner.sub, owner.logged_in_at, site)
        refuse_password_alone(member)
        return member
    # Only an operator gives a program its site: it never gets one of its own.
    program = services().members.find(owner.sub, owner.logged_in_at)
    if program is None or program.role != PROGRAM:
        raise InvalidToken("a client that is no program of a site")
    return program


def json_body() -> object:
    """Return the request's JSON. Raise BadRequest if it is malformed, or nested too deep for the parser."""
    try:
        return request.get_json()
    except RecursionError as e:
        raise BadRequest from e
