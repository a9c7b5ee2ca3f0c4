"""The site that a session acts in. Each page belongs to the site that it was made for.

A page of one site must not write into another, after its reader has changed the site in another tab. So the
token against forged requests is derived from the site, and scripts name the site of their page.
"""

import hmac
import secrets

from flask import current_app, flash, g, request, session
from flask_babel import gettext
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

from cxr.storage.sites.member_item import Member
from webapp.errors import AnotherSite

SITE_HEADER = "X-Site"
"""Request header with the site that a request to the API is meant for."""


def act_at(site: str) -> None:
    """Let the session act in a site from here on. Pages of its other sites are refused from here on."""
    session["site"] = site
    session.setdefault("page_key", secrets.token_hex())
    session["csrf_token"] = _token_of(site)
    # Flask-WTF keeps the token of the request here.
    g.pop("csrf_token", None)


def settle_site(member: Member) -> None:
    """Let the session act in the member's site: the one that it acted in, unless that membership ended."""
    if "site" not in session:
        # It began under the release before, when an account had one site.
        session["site"] = member.site
    elif session["site"] != member.site:
        flash(gettext("You do not belong to the site %(site)s any more.", site=session["site"]), "error")
        act_at(member.site)


def check_page() -> None:
    """Load the member of a session, and settle its site, before the token of a page is checked.

    Raise AnotherSite for a page of another site of the same session: its token would say less.
    """
    if current_user.is_authenticated and request.method != "GET" and _is_page_of_another_site():
        raise AnotherSite(session["site"])


def require_site(member: Member) -> None:
    """Raise AnotherSite if the request names another site than the one that the member acts in."""
    if request.headers.get(SITE_HEADER, member.site) != member.site:
        raise AnotherSite(member.site)


def _is_page_of_another_site() -> bool:
    if "page_key" not in session:
        return False
    signer = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken", "")
    try:
        sent = str(signer.loads(token))
    except BadData:
        return False
    others = set(current_user.sites) - {session["site"]}
    return any(hmac.compare_digest(sent, _token_of(site)) for site in others)


def _token_of(site: str) -> str:
    return hmac.digest(session["page_key"].encode(), site.encode(), "sha256").hex()
