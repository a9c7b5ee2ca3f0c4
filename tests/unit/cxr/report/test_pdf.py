"""The PDF of a report: what a reader, a screen reader and a search find in it."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from cxr.inference.heatmap import render
from cxr.inference.meaning_words import Wording
from cxr.inference.model_card import load_model_card
from cxr.report.content import Occasion, Report, report_of
from cxr.report.pdf import report_pdf
from cxr.report.phrases import Phrase
from cxr.study import Finding, Label, Status, Study

SHIPPED = load_model_card()
CARD = SHIPPED.model_copy(
    update={"calibration": SHIPPED.calibration.model_copy(update={"prevalence": 0.7635})}
)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINDING = Finding(0.93, Label.POSITIVE, True, CARD.version)
FOREIGN = replace(FINDING, label=None, in_population=False)
STUDY = Study("ward", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.COMPLETE, NOON, NOON, patient_ref="P-0042")
OCCASION = Occasion("anna@example.org", NOON, 0.1, "site")
WHY = "The DICOM header names an age outside 1 to 5 years."


def film(width: int = 900, height: int = 700) -> bytes:
    jpeg = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(jpeg, "JPEG")
    return jpeg.getvalue()


def heatmap(width: int = 900, height: int = 700) -> bytes:
    activation = np.zeros((7, 7), np.float32)
    activation[3, 3] = 20
    return render(activation, width, height)


def report(finding: Finding = FINDING, patient_ref: str | None = "P-0042") -> Report:
    study = replace(STUDY, patient_ref=patient_ref)
    return report_of(study, finding, CARD, None if finding.label else WHY, OCCASION)


def read(report: Report, preview: bytes | None = None, overlay: bytes | None = None) -> PdfReader:
    return PdfReader(io.BytesIO(report_pdf(report, preview or film(), overlay or heatmap())))


def lines(pdf: PdfReader) -> list[str]:
    return [line for line in pdf.pages[0].extract_text().splitlines() if line.strip()]


def structure(node: Any) -> list[tuple[str, str]]:
    """Pairs of an element's kind and its description, in the order in which they are read aloud."""
    node = node.get_object()
    kids = node["/K"] if isinstance(node.get("/K"), list) else []
    return [
        (str(node.get("/S", "")), str(node.get("/Alt", ""))),
        *(pair for kid in kids for pair in structure(kid)),
    ]


def test_a_report_holds_all_that_a_record_needs() -> None:
    pdf = read(report())
    text = " ".join(" ".join(lines(pdf)).split())
    for words in (
        *("P-0042", STUDY.study_id, "2026-11-23 12:00:00 UTC", f"Model {CARD.version}"),
        *("Signs of pneumonia", "93.0 % probability of pneumonia"),
        "Of 100 films like this one here, about 31 show pneumonia.",
        "This is for a place where 10 % of films show pneumonia. The site set this.",
        *(f"Validated on: {CARD.population}.", "anna@example.org", "Decision support, not a diagnosis."),
    ):
        assert words in text
    assert len(pdf.pages) == 1
    assert [round(side) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert len(pdf.pages[0].images) == 2


def test_the_warning_comes_first_and_no_label_with_it() -> None:
    shown = lines(read(report(FOREIGN)))
    assert [line.strip() for line in shown[:2]] == ["Not validated for this film", WHY]
    figure = next(n for n, line in enumerate(shown) if "93.0 %" in line)
    assert "does not hold for this film" in shown[figure]
    assert figure > len(shown) / 2
    assert not [line for line in shown if "Signs of pneumonia" in line or "films like this" in line]


def test_a_report_is_tagged_in_the_order_of_reading() -> None:
    catalog: Any = read(report()).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    elements = structure(catalog["/StructTreeRoot"])
    assert [kind for kind, _ in elements if kind.startswith("/H")] == ["/H1", "/H2", "/H2"]
    assert [kind for kind, _ in elements].count("/TR") == 4
    assert [said for kind, said in elements if kind == "/Figure"] == ["The film", "The film with the heatmap"]


def test_a_report_embeds_its_fonts_and_no_metadata_of_a_person() -> None:
    pdf = read(report())
    fonts: Any = pdf.pages[0]["/Resources"]
    assert all("/FontFile2" in font.get_object()["/FontDescriptor"] for font in fonts["/Font"].values())
    assert not {"anna", "P-0042"} & {
        word for value in (pdf.metadata or {}).values() for word in str(value).split()
    }
    assert "anna" not in str(pdf.metadata)


def test_a_reference_in_other_letters_is_searchable_and_unmistakable() -> None:
    pdf = read(report(patient_ref="Ж-12 张三"))
    text = pdf.pages[0].extract_text()
    assert "Ж-12" in text
    assert "[U+5F20][U+4E09]" in text
    stream = pdf.pages[0].get_contents()
    assert stream is not None
    assert "Ж-12 张三".encode("utf-16-be").hex().upper().encode() in stream.get_data()


@pytest.mark.parametrize("size", [(300, 2048), (2048, 300), (64, 64)])
@pytest.mark.parametrize("reference", ["W" * 64, "张" * 64])
def test_long_words_and_odd_films_stay_on_one_page(size: tuple[int, int], reference: str) -> None:
    pdf = read(report(patient_ref=reference), film(*size), heatmap(*size))
    assert len(pdf.pages) == 1
    heights: list[float] = []

    def note(text: str, _: Any, matrix: list[float], *_font: Any) -> None:
        if text.strip():
            heights.append(matrix[5])

    pdf.pages[0].extract_text(visitor_text=note)
    assert min(heights) > 30


def test_a_heatmap_tints_the_film_where_it_is_strong() -> None:
    grey, coloured = sorted(
        (Image.open(io.BytesIO(picture.data)) for picture in read(report()).pages[0].images),
        key=lambda image: image.mode,
    )
    plain, tinted = (np.asarray(image.convert("RGB"), int) for image in (grey, coloured))
    added = tinted - plain
    red, _, blue = added[plain.shape[0] // 2, plain.shape[1] // 2]
    assert red > blue + 40
    assert np.abs(added[3, 3]).max() < 8


def test_a_report_without_a_heatmap_says_so() -> None:
    pdf = PdfReader(io.BytesIO(report_pdf(report(), film(), None)))
    assert "The heatmap is missing." in pdf.pages[0].extract_text()
    assert len(pdf.pages[0].images) == 1


def test_a_report_in_another_language_says_so_and_keeps_its_letters() -> None:
    words = {Phrase.TITLE.value: "Röntgenbericht für Ärztinnen, ß", Phrase.FILM.value: "Die Aufnahme"}
    german = Wording(lambda sentence: words.get(sentence, sentence), ",", "de")
    pdf = read(report_of(STUDY, FINDING, CARD, None, OCCASION, german))
    catalog: Any = pdf.trailer["/Root"]
    assert catalog["/Lang"] == "de"
    text = pdf.pages[0].extract_text()
    assert "Röntgenbericht für Ärztinnen, ß" in text
    assert "93,0 %" in text
    assert ("/Figure", "Die Aufnahme") in structure(catalog["/StructTreeRoot"])
