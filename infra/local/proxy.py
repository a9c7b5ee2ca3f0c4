"""A reverse proxy at the loopback address of the application.

MiniStack serves the API under a path and a host name of its own. The proxy forwards each request and keeps
the Host header, so that the application sees and builds the address that the browser shows.
"""

from collections.abc import AsyncIterator, Iterable

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web
from multidict import CIMultiDict
from yarl import URL

from infra.local.settings import LocalStackError, Settings
from infra.local.threaded_server import ThreadedServer

# RFC 9110, 7.6.1: these headers belong to one connection and are not forwarded. aiohttp sets Content-Length.
_HOP_BY_HOP = {
    *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
    *("te", "trailer", "transfer-encoding", "upgrade", "content-length"),
}
# API Gateway's own limits.
_MAX_BODY = 10 * 1024 * 1024
_TIMEOUT = ClientTimeout(total=30)


class Proxy:
    """Serves one API on the stack's port, in a thread of its own."""

    def __init__(self, settings: Settings, api_id: str) -> None:
        self._settings = settings
        self._upstream = f"{settings.aws_endpoint}/_aws/execute-api/{api_id}/$default"
        application = web.Application(client_max_size=_MAX_BODY)
        application.router.add_route("*", "/{path:.*}", self._handle)
        application.cleanup_ctx.append(self._client)
        self._server = ThreadedServer(application, settings.port)

    def start(self) -> None:
        """Open the port. Raise LocalStackError if it cannot be opened."""
        try:
            self._server.start()
        except OSError as error:
            raise LocalStackError(
                f"Port {self._settings.port} could not be opened: {error.strerror}."
            ) from error

    def stop(self) -> None:
        """Finish the current requests, then close the port."""
        self._server.stop()

    async def _client(self, _application: web.Application) -> AsyncIterator[None]:
        async with ClientSession(
            timeout=_TIMEOUT, auto_decompress=False, cookie_jar=DummyCookieJar()
        ) as client:
            self._session = client
            yield

    async def _handle(self, request: web.Request) -> web.Response:
        if f"http://{request.host}" != self._settings.origin:
            # S3 accepts uploads from one origin only, so http://localhost would fail at the first upload.
            raise web.HTTPPermanentRedirect(f"{self._settings.origin}{request.raw_path}")
        async with self._session.request(
            request.method,
            URL(f"{self._upstream}{request.raw_path}", encoded=True),
            headers=self._request_headers(request),
            data=await request.read() or None,
            allow_redirects=False,
        ) as answer:
            headers = _end_to_end(answer.headers.items())
            return web.Response(status=answer.status, headers=headers, body=await answer.read())

    def _request_headers(self, request: web.Request) -> CIMultiDict[str]:
        """Set the X-Forwarded headers as API Gateway does: values that the browser sends are replaced."""
        headers = _end_to_end(request.headers.items())
        headers["X-Forwarded-For"] = request.remote or ""
        headers["X-Forwarded-Proto"] = "http"
        headers["X-Forwarded-Port"] = str(self._settings.port)
        return headers


def _end_to_end(headers: Iterable[tuple[str, str]]) -> CIMultiDict[str]:
    """Return the end-to-end headers. Repeated headers, such as Set-Cookie, stay separate."""
    return CIMultiDict((name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP)
