"""The runbook says of each store what comes back of it, how new it is and how long that takes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]
ROWS = {
    **dict.fromkeys(
        ("StudiesTable", "VerdictsTable", "AuditTable", "MembersTable"), "items of one of these tables"
    ),
    "SessionsTable": "sessions, queues of account tasks",
    "UploadsBucket": "originals",
    "ResultsBucket": "results that were deleted or overwritten",
    "UserPool": "accounts",
    "PseudonymSalt": "the salt",
    "SecondFactorKey": "the key of second factors",
}
"""The row of each store that has one of its own. Columns: what is lost, newest state, how long it takes."""
KINDS = ("AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::SecretsManager::Secret")
AGAIN = {"ServerlessDeploymentBucket", "WebClientSecret"}
"""A deployment makes these again, with what is in them."""


def test_each_store_has_a_row_that_says_what_its_loss_costs(template: Callable[..., dict[str, Any]]) -> None:
    stores = {name for name, it in template("prod")["Resources"].items() if it["Type"] in KINDS}
    assert stores - AGAIN == ROWS.keys()
    section = (ROOT / "docs" / "operations.md").read_text().partition("## Restore\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", section, re.MULTILINE)
    assert rows[0] == ("what is lost", "newest state that comes back", "how long it takes")
    assert set(ROWS.values()) <= {what for what, *_ in rows}
