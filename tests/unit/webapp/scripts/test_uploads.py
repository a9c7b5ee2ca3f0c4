"""The upload script, run by Node with a storage that refuses films."""

import base64
from typing import Any

import pytest

from cxr.errors import FilmRefused
from cxr.imaging.file_format import HEAD, SIGNATURES, FileFormat, file_format
from tests.fuzz.films import FILMS
from tests.support.hostile.disguises import NO_FILMS, POLYGLOTS
from tests.unit.webapp.support.node import run_script

# Sends one film twice. The storage first responds as given on the command line, then accepts the film.
PROGRAM = """
const [script, status, responseText] = process.argv.slice(1);
const responses = [{ status: Number(status), responseText }, { status: 204, responseText: "" }];
const outcome = { created: 0, sentences: [] };
globalThis.document = { ...document, querySelector: () => ({ content: "token" }) };
globalThis.fetch = async () => {
  outcome.created += 1;
  const study = { study_id: `study-${outcome.created}`, upload: { url: "https://bucket", fields: {} } };
  return { ok: true, status: 201, json: async () => study };
};
globalThis.XMLHttpRequest = class {
  upload = {};
  open() {}
  send() {
    Object.assign(this, responses.shift());
    this.onload();
  }
};
const { Upload } = await import(script);
const upload = new Upload(new File(["film"], "film.png", { type: "image/png" }), "");
await upload.send(() => {}).catch((error) => outcome.sentences.push(error.message));
outcome.study = await upload.send(() => {});
console.log(JSON.stringify(outcome));
"""


# Prints why a file with the given bytes is refused, or the content type that the API gets.
TYPING = """
const [script, name, type, content] = process.argv.slice(1);
globalThis.document = { ...document, querySelector: () => ({ content: "token" }) };
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

# Prints the formats that the page knows, and the format that it takes each file of its command line for.
KNOWING = """
const { SIGNATURES } = await import(process.argv[1]);
const types = Object.keys(SIGNATURES);
const known = Object.fromEntries(types.map((type) => [type, SIGNATURES[type].source]));
const heads = process.argv.slice(2).map((head) => Buffer.from(head, "base64").toString("latin1"));
const found = heads.map((head) => types.find((type) => SIGNATURES[type].test(head)) ?? null);
console.log(JSON.stringify({ known, found }));
"""

# A folder, in the form in which browsers pass it to a page.
UNREADABLE = """
const { refusal } = await import(process.argv[1]);
const folder = new File(["something"], "films.png", { type: "image/png" });
const gone = async () => {
  throw new DOMException("A requested file or directory could not be found.", "NotFoundError");
};
folder.slice = () => ({ arrayBuffer: gone, text: gone });
console.log(JSON.stringify(await refusal(folder, 1000)));
"""

# Cancels a film while it is being sent. Prints what the server and the sender heard of it.
CANCELLING = """
const requests = [];
globalThis.document = { ...document, querySelector: () => ({ content: "token" }) };
globalThis.fetch = async (path, { method }) => {
  requests.push(`${method} ${path}`);
  const study = { study_id: "study-1", upload: { url: "https://bucket", fields: {} } };
  return { ok: true, status: method === "DELETE" ? 204 : 201, json: async () => study };
};
globalThis.XMLHttpRequest = class {
  upload = {};
  open() {}
  send() {
    requests.push("sending");
    upload.cancel();
  }
  abort() {
    this.onabort();
  }
};
const { Upload } = await import(process.argv[1]);
const upload = new Upload(new File(["film"], "film.png", { type: "image/png" }), "");
const outcome = await upload.send(() => {}).catch(() => "cancelled");
if (upload.isCancelled) upload.discard();
console.log(JSON.stringify({ outcome, requests }));
"""

DICOM = bytes(128) + b"DICM" + bytes(20)
WITHOUT_PREAMBLE = b"\x08\0\x16\0UI\x1a\x001.2.840.10008.5.1.4.1.1.1.1"
LARGE = "Larger than 0.00095367431640625 MB. Export the film smaller, or compressed."
NEITHER = "Not a DICOM, JPEG, PNG, TIFF, WebP or BMP file. Export the film as one of these."


@pytest.mark.parametrize(
    ("name", "type_", "content", "why", "announced"),
    [
        ("film.dcm", "", DICOM, None, ["application/dicom"]),
        ("IM0001", "", DICOM, None, ["application/dicom"]),
        ("1.2.3", "application/octet-stream", DICOM, None, ["application/dicom"]),
        ("film.dcm", "application/dicom", DICOM, None, ["application/dicom"]),
        ("IM0002", "", DICOM[132:], NEITHER, []),
        ("IM0003", "", WITHOUT_PREAMBLE, None, ["application/dicom"]),
        ("film.tif", "image/tiff", b"II*\0", None, ["image/tiff"]),
        ("film.tif", "", b"II*\0", None, ["image/tiff"]),
        ("film", "", b"\xff\xd8\xff\xe0", None, ["image/jpeg"]),
        ("called a png.png", "image/png", b"\xff\xd8\xff\xe0", None, ["image/jpeg"]),
        ("film.jpg", "image/jpeg", b"Dear colleague", None, ["image/jpeg"]),
        ("letter.pdf", "application/pdf", b"%PDF-1.7", NEITHER, []),
        ("letter", "", b"Dear colleague", NEITHER, []),
        ("film.dcm", "", b"", "The file is empty. Export the film again.", []),
        ("film.dcm", "", DICOM + bytes(1000), LARGE, []),
    ],
)
def test_dicom_files_are_recognized_by_their_content(
    name: str, type_: str, content: bytes, why: str | None, announced: list[str]
) -> None:
    arguments = (name, type_, base64.b64encode(content).decode())
    assert run_script("upload/uploads.js", TYPING, *arguments) == {"why": why, "announced": announced}


def test_a_folder_or_an_unreadable_file_is_refused_with_a_reason() -> None:
    assert run_script("upload/uploads.js", UNREADABLE) == (
        "This cannot be read: it is a folder, or was moved or locked. Choose the film files."
    )


def test_the_page_recognizes_formats_as_the_reader_does() -> None:
    files = [*FILMS.values()] + [hostile.make() for hostile in (*POLYGLOTS.values(), *NO_FILMS.values())]
    heads = [base64.b64encode(data[:HEAD]).decode() for data in files]
    printed = run_script("upload/uploads.js", KNOWING, *heads)
    assert printed["known"] == {
        file_format: f"^(?:{signature.decode('ascii')})" for file_format, signature in SIGNATURES.items()
    }
    assert printed["found"] == [format_or_none(data) for data in files]
    assert None in printed["found"]
    assert set(printed["found"]) >= set(FileFormat)


def format_or_none(data: bytes) -> str | None:
    try:
        return file_format(data)
    except FilmRefused:
        return None


def test_a_cancelled_film_leaves_no_study_behind() -> None:
    assert run_script("upload/uploads.js", CANCELLING) == {
        "outcome": "cancelled",
        "requests": ["POST /api/v1/studies", "sending", "DELETE /api/v1/studies/study-1"],
    }


def upload_twice(status: int, response: str) -> Any:
    return run_script("upload/uploads.js", PROGRAM, str(status), response)


@pytest.mark.parametrize(
    ("status", "response"),
    [
        (403, "<Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message>"),
        (400, "<Code>ExpiredToken</Code>"),
        (400, "<Code>InvalidToken</Code>"),
        (400, "<Message>Invalid according to Policy: Policy expired.</Message>"),
    ],
)
def test_a_second_attempt_after_an_expired_form_requests_a_new_one(status: int, response: str) -> None:
    outcome = upload_twice(status, response)
    assert outcome["sentences"] == ["The permission to upload has expired. Try again."]
    assert (outcome["created"], outcome["study"]) == (2, "study-2")


@pytest.mark.parametrize(
    ("status", "response", "sentence"),
    [
        (503, "<Code>SlowDown</Code>", "The storage did not accept the film."),
        (400, "<Code>EntityTooLarge</Code>", "The file has changed since it was chosen. Choose it again."),
        (400, "<Code>EntityTooSmall</Code>", "The file has changed since it was chosen. Choose it again."),
    ],
)
def test_a_second_attempt_after_another_error_is_for_the_same_study(
    status: int, response: str, sentence: str
) -> None:
    outcome = upload_twice(status, response)
    assert outcome["sentences"] == [sentence]
    assert (outcome["created"], outcome["study"]) == (1, "study-1")
