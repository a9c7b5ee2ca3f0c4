"""Who a request to the JSON API acts for, and what it sent."""

import hashlib

from flask import current_app, request
from flask_login import current_user
from werkzeug.exceptions import BadRequest, Unauthorized

from webapp.auth.steps.second_factor import refuse_password_alone
from webapp.request_context import services, set_bearer_member


def authenticate() -> None:
    """Authenticate by bearer token if there is one, else by session with CSRF protection.

    Raise InvalidToken, AccessEnded, Unauthorized or CSRFError.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer":
            raise Unauthorized
        owner = services().access_tokens.owner(token.strip())
        member = services().members.get_or_create(owner.sub, owner.logged_in_at)
        refuse_password_alone(member)
        set_bearer_member(member, hashlib.sha256(token.strip().encode()).hexdigest())
        return
    if not current_user.is_authenticated:
        raise Unauthorized
    current_app.extensions["csrf"].protect()


def json_body() -> object:
    """Return the request's JSON. Raise BadRequest if it is malformed, or nested too deep for the parser."""
    try:
        return request.get_json()
    except RecursionError as e:
        raise BadRequest from e
