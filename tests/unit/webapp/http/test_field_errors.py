"""What is wrong with a request is said in the reader's language, and never in pydantic's words."""

from typing import Any

import pytest

from tests.unit.webapp.support.visitor import Visitor

FILM = {"content_type": "image/png", "size": 1}
BODIES: list[tuple[str, dict[str, Any], str, str]] = [
    ("/studies", {"size": 1}, "This field is missing.", "Dieses Feld fehlt."),
    ("/studies", FILM | {"site": "x"}, "There is no such field.", "Dieses Feld gibt es nicht."),
    ("/studies", FILM | {"size": 0}, "The number is 1 at least.", "Die Zahl ist mindestens 1."),
    (
        "/studies",
        FILM | {"patient_ref": "x" * 65},
        "No more than 64 characters are possible.",
        "Mehr als 64 Zeichen sind nicht möglich.",
    ),
    (
        "/studies",
        FILM | {"patient_ref": "a\nb"},
        "Only one line of printable characters is possible.",
        "Nur eine Zeile aus druckbaren Zeichen ist möglich.",
    ),
    (
        "/studies",
        FILM | {"content_type": "text/html"},
        "This is none of the possible values.",
        "Dies ist keiner der möglichen Werte.",
    ),
    ("/worklist", {"since": "yesterday"}, "This value cannot be read.", "Dieser Wert ist nicht lesbar."),
]


@pytest.mark.parametrize(("path", "body", "english", "german"), BODIES)
def test_each_wrong_field_has_a_sentence_in_the_readers_language(
    member: Visitor, path: str, body: dict[str, Any], english: str, german: str
) -> None:
    for language, sentence in (("en", english), ("de", german)):
        member.submit("/account/language", form_at="/account/", language=language)
        answer = member.call("POST", path, json=body)
        assert answer.status_code == 422
        assert [error["message"] for error in answer.json["errors"]] == [sentence]
