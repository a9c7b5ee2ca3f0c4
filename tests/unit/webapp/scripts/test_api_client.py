"""The API client: errors in sentences, and no answer fetched twice."""

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


def test_a_background_request_that_finds_nothing_new_gives_the_last_answer() -> None:
    program = """
    const sent = [];
    const answers = [
      { ok: true, headers: new Headers({ ETag: '"one"' }), json: async () => ({ status: "processing" }) },
      { ok: false, status: 304 },
      { ok: true, headers: new Headers(), json: async () => ({ status: "complete" }) },
    ];
    globalThis.fetch = async (_, { headers }) => {
      sent.push(headers["If-None-Match"] ?? null);
      return answers[sent.length - 1];
    };
    const { getStudy } = await import(process.argv[1]);
    const seen = [];
    for (const background of [true, true, false]) seen.push((await getStudy("s", { background })).status);
    console.log(JSON.stringify([sent, seen]));
    """
    sent, seen = run_script("shared/api_client.js", program)
    assert sent == [None, '"one"', None]
    assert seen == ["processing", "processing", "complete"]


def test_a_failure_on_our_side_says_so_with_its_identifier() -> None:
    program = """
    const answer = { detail: "Something went wrong on our side.", correlation_id: "id-1" };
    globalThis.fetch = async () => ({ ok: false, status: 500, json: async () => answer });
    const { getStudy } = await import(process.argv[1]);
    const failed = await getStudy("s").catch((error) => error);
    const json = async () => { throw new Error("no JSON"); };
    const headers = new Headers({ "apigw-requestid": "id-2" });
    globalThis.fetch = async () => ({ ok: false, status: 502, headers, json });
    const cut = await getStudy("s").catch((error) => error);
    console.log(JSON.stringify([failed, cut].map(({ message, correlationId }) => [message, correlationId])));
    """
    sentence = "Something on our side failed. Nothing you sent is lost. Try again in a moment."
    assert run_script("shared/api_client.js", program) == [[sentence, "id-1"], [sentence, "id-2"]]
