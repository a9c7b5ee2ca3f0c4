"""Body parts and views whose letters were lost, or written in a code page that the header does not name."""

from typing import Any

import pytest

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.dicoms import deep_chest, dicom, raw

FILM = deep_chest(12, 100, 80)


def outcome(keyword: str, words: bytes) -> RefusalReason | None:
    elements: dict[str, Any] = {keyword: raw(keyword, words)}
    try:
        read(dicom(FILM, **elements))
    except FilmRefused as e:
        return e.reason
    return None


def twice(words: str) -> bytes:
    """UTF-8 that was read as Latin letters and written as UTF-8 once more."""
    return words.encode().decode("latin-1").encode()


@pytest.mark.parametrize(
    "words",
    [
        *("T?RAX", "T??RAX", "T\ufffdRAX", "T\ufffd\ufffdrax", "T_RAX", "T.RAX", "T RAX", "TO'RAX", "T#RAX"),
        *("T*RAX PA", "RX T\x1aRAX", "T¿RAX", "CAIXA TOR?CICA", "PULM?O", "PULM\ufffdN", "PULM??O", "P?UCA"),
        *("NG?C", "NG???C", "L?NG NG?C", "PH?I", "PH\ufffdI", "G???S", "GO?US", "AKC??ER", "AKCI?ER"),
        *("THOR?X", "BR?STKORG"),
    ],
)
def test_a_chest_is_read_though_letters_were_lost(words: str) -> None:
    assert outcome("BodyPartExamined", words.encode()) is None


@pytest.mark.parametrize("words", ["TÓRAX", "Tórax", "GÖĞÜS", "göğüs", "AKCİĞER", "PŁUCA", "NGỰC", "Phổi"])
def test_a_chest_is_read_in_letters_that_were_encoded_twice(words: str) -> None:
    assert outcome("BodyPartExamined", twice(words)) is None


@pytest.mark.parametrize(
    ("words", "code_pages"),
    [
        ("TÓRAX", "cp850 mac_roman"),
        ("Tórax", "cp437 cp850 mac_roman"),
        ("GÖĞÜS", "iso8859_9 cp857"),
        ("göğüs", "iso8859_9 cp857"),
        ("AKCİĞER", "iso8859_9 cp857"),
        ("PŁUCA", "iso8859_2 cp1250 cp852"),
        ("płuca", "iso8859_2 cp852"),
        ("PULMÃO", "cp850 mac_roman"),
        ("ГРУДНАЯ КЛЕТКА", "iso8859_5 cp1251 koi8_r cp866"),
        ("ΘΩΡΑΚΑΣ", "iso8859_7 cp1253"),
        ("胸部", "gb18030 big5 shift_jis euc_jp iso2022_jp"),
        ("흉부", "euc_kr"),
        ("صدر", "iso8859_6 cp1256"),
        ("חזה", "iso8859_8 cp1255"),
    ],
)
def test_a_chest_is_read_in_a_code_page_that_is_not_named(words: str, code_pages: str) -> None:
    for code_page in code_pages.split():
        assert outcome("BodyPartExamined", words.encode(code_page)) is None


@pytest.mark.parametrize(
    ("words", "code_pages"),
    [
        ("CRÂNE", "utf-8 cp850"),
        ("KRĘGOSŁUP PIERSIOWY", "utf-8 iso8859_2 cp852"),
        ("C?T S?NG NG?C", "utf-8"),
        ("CỘT SỐNG NGỰC", "utf-8"),
        ("G???S OMURGASI", "utf-8"),
        ("DİZ", "iso8859_9"),
        ("胸椎", "gb18030 shift_jis"),
        ("腹部", "gb18030 euc_jp"),
        ("КОЛЕНО", "cp1251"),
    ],
)
def test_another_body_part_is_refused_in_any_code_page(words: str, code_pages: str) -> None:
    for code_page in code_pages.split():
        assert outcome("BodyPartExamined", words.encode(code_page)) is RefusalReason.OTHER_BODY_PART


@pytest.mark.parametrize(
    ("words", "code_pages"),
    [
        ("SCHRÄG", "latin-1 cp850"),
        ("schräg", "cp850 mac_roman"),
        ("SCHR?G", "utf-8"),
        ("SKOŚNE", "iso8859_2 cp852"),
        ("SKO?NE", "utf-8"),
        ("NGHIÊNG", "latin-1 mac_roman"),
        ("NGHI\ufffdNG", "utf-8"),
        ("CH?CH", "utf-8"),
        ("OBL?QUA", "utf-8"),
        ("OBLİK", "iso8859_9"),
        ("側面", "shift_jis euc_jp big5"),
        ("侧位", "gb18030"),
        ("측면", "euc_kr"),
        ("БОКОВАЯ", "cp1251 iso8859_5 koi8_r"),
    ],
)
def test_a_view_from_the_side_is_refused_in_any_code_page(words: str, code_pages: str) -> None:
    for code_page in code_pages.split():
        assert outcome("ViewPosition", words.encode(code_page)) is RefusalReason.NOT_FRONTAL


@pytest.mark.parametrize(
    ("words", "code_pages"),
    [
        ("BIPEDESTACIÓN", "latin-1 cp850"),
        ("DECÚBITO SUPINO", "latin-1 cp850"),
        ("ÖN", "iso8859_9"),
        ("正面", "shift_jis"),
        ("后前位", "gb18030"),
        ("정면", "euc_kr"),
        ("ПРЯМАЯ", "cp1251"),
    ],
)
def test_a_view_from_the_front_is_read_in_any_code_page(words: str, code_pages: str) -> None:
    for code_page in code_pages.split():
        assert outcome("ViewPosition", words.encode(code_page)) is None
