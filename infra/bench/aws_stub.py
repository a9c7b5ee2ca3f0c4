"""S3, DynamoDB and Secrets Manager on loopback, as far as one film needs them.

They keep one object and one item, and take next to no time: what is measured is the function, and not AWS.
"""

import json
from email.utils import formatdate
from typing import Any

from infra.bench.loopback import Handler, Server

_ETAG = '"b21b84d653bb07b05b1e6b33684dc11b"'


class AwsStub(Server):
    """Gives the same film for every object that is asked for. To be used as a context."""

    def __init__(self, film: bytes) -> None:
        self.item: dict[str, Any] = {}
        super().__init__(_Aws, film=film, item=self.item)
        self.url = f"http://{self.address}"


def updated(item: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """The item after UpdateItem: each attribute takes the value whose placeholder is named as it is."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    changes = {name: values[f":{key[1:]}"] for key, name in names.items() if f":{key[1:]}" in values}
    return {**item, **request["Key"], **changes}


class _Aws(Handler):
    film: bytes
    item: dict[str, Any]

    def do_GET(self) -> None:  # noqa: N802 (the name that http.server calls)
        headers = {"ETag": _ETAG, "Last-Modified": formatdate(usegmt=True)}
        self.answer(200, self.film, headers | {"Content-Type": "application/octet-stream"})

    def do_PUT(self) -> None:  # noqa: N802 (the name that http.server calls)
        self.body()
        self.answer(200, b"", {"ETag": _ETAG})

    def do_POST(self) -> None:  # noqa: N802 (the name that http.server calls)
        request = json.loads(self.body())
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        if operation == "UpdateItem":
            self.item.update(updated(self.item, request))
        answers = {
            "UpdateItem": {"Attributes": self.item},
            "GetItem": {"Item": self.item},
            "GetSecretValue": {"SecretString": "0" * 64},
        }
        kind = {"Content-Type": "application/x-amz-json-1.0"}
        self.answer(200, json.dumps(answers[operation]).encode(), kind)
