"""The error of the API client if the JSON API cannot be reached."""

import pytest

from tests.unit.webapp.support.node import run_script

PROGRAM = """
const [script, fetching] = process.argv.slice(1);
const broken = async () => {
  throw new TypeError("Failed to fetch");
};
globalThis.fetch = fetching === "breaks" ? broken : async () => ({ ok: true, status: 200, json: broken });
const { getStudy } = await import(script);
const error = await getStudy("study").catch((error) => error);
console.log(JSON.stringify([error.constructor.name, error.message]));
"""


@pytest.mark.parametrize("fetching", ["breaks", "breaks within the response"])
def test_a_lost_connection_is_reported_in_a_sentence_of_our_own(fetching: str) -> None:
    assert run_script("shared/api_client.js", PROGRAM, fetching) == [
        "ApiError",
        "The server could not be reached.",
    ]
