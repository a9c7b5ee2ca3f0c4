"""S3, DynamoDB and Secrets Manager on loopback, as far as one film needs them, and as quick as loopback is.

They keep one object and one item: what is measured is the function, and not AWS.
"""

import json
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class AwsStub:
    """Gives the same film for every object that is asked for. To be used as a context."""

    def __init__(self, film: bytes) -> None:
        handler = type("Handler", (_Handler,), {"film": film, "item": {}})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def updated(item: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """The item after UpdateItem: each attribute takes the value whose placeholder is named as it is."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    changes = {name: values[f":{key[1:]}"] for key, name in names.items() if f":{key[1:]}" in values}
    return {**item, **request["Key"], **changes}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    film: bytes
    item: dict[str, Any]

    def do_GET(self) -> None:
        modified = formatdate(usegmt=True)
        headers = {"ETag": '"b21b84d653bb07b05b1e6b33684dc11b"', "Last-Modified": modified}
        self._answer(self.film, headers | {"Content-Type": "application/octet-stream"})

    def do_PUT(self) -> None:
        self._body()
        self._answer(b"", {"ETag": '"b21b84d653bb07b05b1e6b33684dc11b"'})

    def do_POST(self) -> None:
        request = json.loads(self._body())
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        if operation == "UpdateItem":
            self.item.update(updated(self.item, request))
        answers = {
            "UpdateItem": {"Attributes": self.item},
            "GetItem": {"Item": self.item},
            "GetSecretValue": {"SecretString": "0" * 64},
        }
        self._answer(json.dumps(answers[operation]).encode(), {"Content-Type": "application/x-amz-json-1.0"})

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
