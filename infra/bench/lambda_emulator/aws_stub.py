"""A stub of S3, DynamoDB and Secrets Manager on loopback, as far as one film needs them.

It stores one item and no object, and takes next to no time: the function is measured, not AWS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from typing import Any

from aiohttp import web

from infra.local.threaded_server import ThreadedServer

ETAG = '"b21b84d653bb07b05b1e6b33684dc11b"'
_LARGEST_OBJECT = 50 * 1024 * 1024


@contextmanager
def aws_stub(film: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Serve ``film`` for every object. Give the stub's URL and its item, which changes with requests."""
    item: dict[str, Any] = {}

    async def get_object(_request: web.Request) -> web.Response:
        return web.Response(body=film, headers={"ETag": ETAG, "Last-Modified": formatdate(usegmt=True)})

    async def put_object(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(headers={"ETag": ETAG})

    async def call(request: web.Request) -> web.Response:
        body, operation = await request.json(), request.headers["X-Amz-Target"].rpartition(".")[2]
        if operation == "UpdateItem":
            item.update(updated(item, body))
        responses = {
            "UpdateItem": {"Attributes": item},
            # The key of a tombstone, or of a site, is another one.
            "GetItem": {"Item": item} if body.get("Key", {}).items() <= item.items() else {},
            # No site has thresholds of its own.
            "Query": {"Items": [], "Count": 0},
            "GetSecretValue": {"SecretString": "0" * 64},
        }
        return web.json_response(responses[operation], content_type="application/x-amz-json-1.0")

    application = web.Application(client_max_size=_LARGEST_OBJECT)
    handlers = {"GET": get_object, "PUT": put_object, "POST": call}
    application.add_routes([web.route(method, "/{_:.*}", each) for method, each in handlers.items()])
    with ThreadedServer(application) as server:
        yield server.url, item


def updated(item: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """Return the item after UpdateItem: attribute name ``#x`` takes value ``:x``, other syntax is ignored."""
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    changes = {name: values[f":{key[1:]}"] for key, name in names.items() if f":{key[1:]}" in values}
    return {**item, **request["Key"], **changes}
