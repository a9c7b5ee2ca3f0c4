"""Sort keys by time, which show whether their item was overwritten."""

import hashlib
import json
from datetime import UTC, datetime

from ulid import ULID

_FIRST_MOMENT = datetime.fromtimestamp(0, UTC)


def entry_id(at: datetime, *content: object) -> str:
    """Return a ULID whose time part is ``at``, and whose random part is a digest of the content.

    A role that may add items to a table of DynamoDB may also overwrite them: no policy can tell the two
    apart. With this identifier, an item that was overwritten does not match its key any more.
    """
    canonical = json.dumps(content, sort_keys=True, default=float)
    digest = hashlib.sha256(canonical.encode()).digest()
    return str(ULID.from_bytes(int(at.timestamp() * 1000).to_bytes(6, "big") + digest[:10]))


def least_id(moment: datetime) -> str:
    """Return the least ULID of a moment. Before 1970, where ULIDs begin, it is the least of all."""
    return str(ULID.from_datetime(max(moment, _FIRST_MOMENT)))[:10] + "0" * 16
