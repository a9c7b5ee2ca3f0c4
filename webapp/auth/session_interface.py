"""Flask's session, kept in the sessions table instead of in a cookie."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from flask import Flask, Request, Response, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from webapp.aws.sessions_table import SessionStore, StoredSession, is_due

BACKGROUND_HEADER = "X-Background"
"""Sent by pages that refresh themselves: such a request is no sign of a person, and extends nothing."""

_serializer = TaggedJSONSerializer()


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request.

    ``stored`` is what the table holds of it, if anything; ``background`` tells that the page sent
    the request of its own accord; ``error`` is why the table could not be asked.
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
        self.background = background
        self.error = error

    def renew(self) -> None:
        """Start afresh under a new token: one that was known before log-in must not be worth more after."""
        self.clear()
        self.renewed = True
        self.modified = True


def raise_session_error() -> None:
    """Before each request: raise what kept its session from being opened, where it is handled."""
    error = getattr(session, "error", None)
    if error is not None:
        raise error


class StoredSessions(SessionInterface):
    """Opens and saves sessions. A visitor who has been given no form has none."""

    def __init__(self, store: SessionStore, clock: Callable[[], datetime], *, https: bool) -> None:
        self._store = store
        self._https = https
        # The prefix makes browsers refuse the cookie from anyone but this very host over TLS; they
        # refuse it over plain HTTP altogether, so the loopback stack goes without.
        self.cookie_name = "__Host-session" if https else "session"
        self._clock = clock

    def open_session(self, app: Flask, request: Request) -> ServerSession:
        """The session of the cookie, or an empty one. Static files ask the table for nothing."""
        token = request.cookies.get(self.cookie_name)
        if not token or request.path.startswith(f"{app.static_url_path}/"):
            return ServerSession()
        try:
            stored = self._store.find(token, self._clock())
        except (BotoCoreError, ClientError) as e:
            # Raised here, it would miss the error handlers; see raise_session_error.
            return ServerSession(error=e)
        return ServerSession(stored, background=BACKGROUND_HEADER in request.headers)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Write what has changed; delete what was emptied."""
        assert isinstance(session, ServerSession)  # noqa: S101 - open_session makes no other
        stored = session.stored
        if stored and (session.renewed or not session):
            self._store.end(stored.token)
            stored = None
        if not session:
            if session.modified and session.stored:
                self._forget_cookie(response)
        elif stored is None:
            if session.modified:
                self._set_cookie(response, self._store.begin(_serializer.dumps(session), self._clock()))
        elif not self._keep(stored, session):
            self._forget_cookie(response)

    def _keep(self, stored: StoredSession, session: ServerSession) -> bool:
        """False where the session was ended by another request meanwhile."""
        now = self._clock()
        if session.modified:
            return self._store.save(stored, _serializer.dumps(session), now)
        if not session.background and is_due(stored, now):
            return self._store.extend(stored, now)
        return True

    def _set_cookie(self, response: Response, stored: StoredSession) -> None:
        """Without an age, so that closing the browser ends it on that side."""
        response.set_cookie(
            self.cookie_name, stored.token, secure=self._https, httponly=True, samesite="Lax", path="/"
        )

    def _forget_cookie(self, response: Response) -> None:
        response.delete_cookie(self.cookie_name, secure=self._https, httponly=True, samesite="Lax", path="/")
