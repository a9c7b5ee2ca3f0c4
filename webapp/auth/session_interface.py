"""Flask sessions stored in the sessions table instead of a cookie."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, Request, Response, request, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from webapp.auth.device import device_name
from webapp.aws.sessions_table import SessionOwner, SessionStore, StoredSession, hashed, new_token

BACKGROUND_HEADER = "X-Background"
"""Request header of pages that refresh by themselves. Such a request does not extend the session."""

_serializer = TaggedJSONSerializer()


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request.

    ``stored`` is its record in the table, or None. ``background`` marks a request that the page sent by
    itself. ``error`` is the exception that prevented reading the table.
    """

    def __init__(
        self,
        stored: StoredSession | None = None,
        *,
        background: bool = False,
        error: Exception | None = None,
    ) -> None:
        def on_update(_: object) -> None:
            self.modified = True

        super().__init__(_serializer.loads(stored.data) if stored else None, on_update)
        self.stored = stored
        self.modified = False
        self.accessed = True
        self.renewed = False
        self.begun_at: datetime | None = None
        self.valid_from: datetime | None = None
        self.next_token: str | None = None
        self.background = background
        self.error = error

    def renew(self, begun_at: datetime | None = None, valid_from: datetime | None = None) -> None:
        """Clear the session and replace its token: a token known before log-in must be useless after it.

        The session counts from ``begun_at``, or from when it is saved. ``valid_from``: see StoredSession.
        """
        self.clear()
        self.begun_at, self.valid_from = begun_at, valid_from
        self.next_token = new_token()
        self.renewed = True
        self.modified = True

    @property
    def session_id(self) -> str | None:
        """Return the key in the table of the session that this request begins, or that it came with."""
        if self.next_token:
            return hashed(self.next_token)
        return self.stored.session_id if self.stored else None


def raise_session_error() -> None:
    """Raise the error that prevented opening the session, once Flask can handle it: before the request."""
    error = getattr(session, "error", None)
    if error is not None:
        raise error


class StoredSessions(SessionInterface):
    """Opens and saves sessions. A visitor has none before the first form."""

    def __init__(self, store: SessionStore, clock: Callable[[], datetime], *, https: bool) -> None:
        self._store = store
        self._https = https
        # With this prefix, browsers accept the cookie only from this host over TLS. They refuse it over
        # plain HTTP, so the local stack omits the prefix.
        self.cookie_name = "__Host-session" if https else "session"
        self._clock = clock

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """Return the session of the cookie, or an empty one. Do not read the table for static files."""
        token = request.cookies.get(self.cookie_name)
        if not token or request.path.startswith(f"{app.static_url_path}/"):
            return ServerSession()
        try:
            stored = self._store.find(token, self._clock())
        except (BotoCoreError, ClientError) as e:
            # Flask handles no errors here yet: see raise_session_error.
            return ServerSession(error=e)
        return ServerSession(stored, background=BACKGROUND_HEADER in request.headers)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Store a changed session. Delete an empty one."""
        assert isinstance(session, ServerSession)  # noqa: S101 - open_session returns no other type
        stored = session.stored
        if stored and (session.renewed or not session):
            self._store.end(stored.token)
            stored = None
        if not session:
            if session.modified and session.stored:
                self._forget_cookie(response)
        elif stored is None:
            if session.modified:
                now = self._clock()
                begun = self._store.begin(
                    _serializer.dumps(session),
                    session.begun_at or now,
                    now,
                    _owner(session),
                    session.next_token,
                )
                self._set_cookie(response, begun)
        elif not self._keep(stored, session):
            self._forget_cookie(response)

    def _keep(self, stored: StoredSession, session: ServerSession) -> bool:
        """Save or extend the session. Return False if another request has ended it."""
        now = self._clock()
        if session.modified:
            return self._store.save(stored, _serializer.dumps(session), now)
        if not session.background and self._store.is_due(stored, now):
            return self._store.extend(stored, now)
        return True

    def _set_cookie(self, response: Response, stored: StoredSession) -> None:
        """Set the cookie without an age, so that closing the browser deletes it."""
        response.set_cookie(
            self.cookie_name, stored.token, secure=self._https, httponly=True, samesite="Lax", path="/"
        )

    def _forget_cookie(self, response: Response) -> None:
        response.delete_cookie(self.cookie_name, secure=self._https, httponly=True, samesite="Lax", path="/")


def _owner(session: ServerSession) -> SessionOwner | None:
    """Return whose session begins. Flask-Login has put the account into it."""
    sub = session.get("_user_id")
    return SessionOwner(sub, device_name(request.user_agent.string), session.valid_from) if sub else None
