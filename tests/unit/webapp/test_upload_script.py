"""The page's upload script, run by Node with a storage that refuses."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import webapp

SCRIPT = Path(webapp.__file__).parent / "static" / "js" / "uploads.js"

# Sends one film twice; the storage gives the answer from the command line first and takes the film then.
PROGRAM = """
const [script, status, responseText] = process.argv.slice(1);
const answers = [{ status: Number(status), responseText }, { status: 204, responseText: "" }];
const outcome = { created: 0, sentences: [] };
globalThis.document = { querySelector: () => ({ content: "token" }) };
globalThis.fetch = async () => {
  outcome.created += 1;
  const study = { study_id: `study-${outcome.created}`, upload: { url: "https://bucket", fields: {} } };
  return { ok: true, status: 201, json: async () => study };
};
globalThis.XMLHttpRequest = class {
  upload = {};
  open() {}
  send() {
    Object.assign(this, answers.shift());
    this.onload();
  }
};
const { Upload } = await import(script);
const upload = new Upload(new File(["film"], "film.png", { type: "image/png" }), "");
await upload.send(() => {}).catch((error) => outcome.sentences.push(error.message));
outcome.study = await upload.send(() => {});
console.log(JSON.stringify(outcome));
"""


def upload_twice(status: int, answer: str) -> Any:
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "--input-type=module", "--eval", PROGRAM, str(SCRIPT), str(status), answer],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (403, "<Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message>"),
        (400, "<Code>ExpiredToken</Code>"),
        (400, "<Code>InvalidToken</Code>"),
        (400, "<Message>Invalid according to Policy: Policy expired.</Message>"),
    ],
)
def test_after_an_expired_form_another_try_asks_for_a_fresh_one(status: int, answer: str) -> None:
    outcome = upload_twice(status, answer)
    assert outcome["sentences"] == ["The permission to upload has run out. Try again."]
    assert (outcome["created"], outcome["study"]) == (2, "study-2")


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (503, "<Code>SlowDown</Code>", "The storage did not accept the film."),
        (400, "<Code>EntityTooLarge</Code>", "The file is too large."),
    ],
)
def test_after_any_other_trouble_another_try_is_for_the_same_study(
    status: int, answer: str, sentence: str
) -> None:
    outcome = upload_twice(status, answer)
    assert outcome["sentences"] == [sentence]
    assert (outcome["created"], outcome["study"]) == (1, "study-1")
