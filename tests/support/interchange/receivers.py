"""Systems of a hospital that take results, on ports of this machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@contextmanager
def fhir_server(kept: list[dict[str, Any]]) -> Iterator[str]:
    """A server that keeps each bundle that it is sent."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            is_ours = self.path == "/r4/Bundle" and self.headers["Content-Type"] == "application/fhir+json"
            if is_ours:
                kept.append(json.loads(body))
            self.send_response(201 if is_ours else 415)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name that http.server has)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/r4"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
