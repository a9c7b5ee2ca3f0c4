"""The page's upload script, run by Node with a storage that refuses."""

import base64
from typing import Any

import pytest

from tests.unit.webapp.support.node import run_script

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


# Says what is said of a file whose bytes are given, and as what it is announced.
TYPING = """
const [script, name, type, content] = process.argv.slice(1);
globalThis.document = { querySelector: () => ({ content: "token" }) };
const announced = [];
globalThis.fetch = async (_, { body }) => {
  announced.push(JSON.parse(body).content_type);
  return { ok: true, status: 201, json: async () => ({ upload: { url: "https://bucket", fields: {} } }) };
};
globalThis.XMLHttpRequest = class {
  upload = {};
  status = 204;
  open() {}
  send() {
    this.onload();
  }
};
const { refusal, Upload } = await import(script);
const file = new File([Buffer.from(content, "base64")], name, { type });
const why = await refusal(file, 1000);
if (!why) await new Upload(file, "").send(() => {});
console.log(JSON.stringify({ why, announced }));
"""

# A folder, as browsers give it to the page.
UNREADABLE = """
const { refusal } = await import(process.argv[1]);
const folder = new File(["something"], "films.png", { type: "image/png" });
const gone = async () => {
  throw new DOMException("A requested file or directory could not be found.", "NotFoundError");
};
folder.slice = () => ({ arrayBuffer: gone, text: gone });
console.log(JSON.stringify(await refusal(folder, 1000)));
"""

DICOM = bytes(128) + b"DICM" + bytes(20)
NEITHER = "Not a DICOM, JPEG, PNG, TIFF, WebP or BMP file."


@pytest.mark.parametrize(
    ("name", "type_", "content", "why", "announced"),
    [
        ("film.dcm", "", DICOM, None, ["application/dicom"]),
        ("IM0001", "", DICOM, None, ["application/dicom"]),
        ("1.2.3", "application/octet-stream", DICOM, None, ["application/dicom"]),
        ("film.dcm", "application/dicom", DICOM, None, ["application/dicom"]),
        ("film.tif", "image/tiff", b"II*\0", None, ["image/tiff"]),
        ("letter.pdf", "application/pdf", b"%PDF-1.7", NEITHER, []),
        ("letter", "", b"Dear colleague", NEITHER, []),
        ("film.dcm", "", b"", "The file is empty.", []),
        ("film.dcm", "", DICOM + bytes(1000), "Larger than 0.00095367431640625 MB.", []),
    ],
)
def test_dicom_files_are_known_by_their_content(
    name: str, type_: str, content: bytes, why: str | None, announced: list[str]
) -> None:
    arguments = (name, type_, base64.b64encode(content).decode())
    assert run_script("upload/uploads.js", TYPING, *arguments) == {"why": why, "announced": announced}


def test_a_folder_or_a_file_that_cannot_be_read_is_told() -> None:
    assert run_script("upload/uploads.js", UNREADABLE) == (
        "It cannot be read: it is a folder, or was moved or locked. Choose the films themselves."
    )


def upload_twice(status: int, answer: str) -> Any:
    return run_script("upload/uploads.js", PROGRAM, str(status), answer)


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
        (400, "<Code>EntityTooLarge</Code>", "The file has changed since it was chosen. Choose it again."),
        (400, "<Code>EntityTooSmall</Code>", "The file has changed since it was chosen. Choose it again."),
    ],
)
def test_after_any_other_trouble_another_try_is_for_the_same_study(
    status: int, answer: str, sentence: str
) -> None:
    outcome = upload_twice(status, answer)
    assert outcome["sentences"] == [sentence]
    assert (outcome["created"], outcome["study"]) == (1, "study-1")
