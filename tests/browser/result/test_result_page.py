"""The page of one finding."""

import re

from playwright.sync_api import Page, Route, expect

from cxr.study import Label
from tests.browser.clinician import SAMPLES, Clinician
from tests.browser.seeded_films import SeededFilms


def test_images_with_expired_links_are_fetched_again_silently(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    row = clinician.wait_for("complete")
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        image = route.request.url.partition("?")[0]
        if image in refused:
            route.fallback()
        else:
            refused.append(image)
            route.fulfill(status=403)

    page.route("**/preview.jpg*", refuse_once)
    page.route("**/heatmap.png*", refuse_once)
    row.get_by_role("link").click()
    for image in ("preview", "heatmap"):
        page.wait_for_function(
            "id => { const i = document.getElementById(id); return i.complete && i.naturalWidth > 0 }",
            arg=image,
        )
    assert len(refused) == 2
    expect(page.locator("#error")).to_be_hidden()


def _open_with(clinician: Clinician, blocked: str) -> Page:
    """The result page of a film, of whose images one does not come."""
    clinician.upload(SAMPLES / "normal-1.jpg")
    row = clinician.wait_for("complete")
    clinician.page.route(f"**/{blocked}*", _refuse)
    row.get_by_role("link").click()
    return clinician.page


def _refuse(route: Route) -> None:
    route.fulfill(status=403)


def test_a_film_that_cannot_be_shown_hides_its_finding_until_it_can(clinician: Clinician) -> None:
    page = _open_with(clinician, "preview.jpg")
    expect(page.locator("#film")).to_have_text("The film could not be shown.")
    expect(page.locator("#no-film")).to_contain_text("do not use it without the film")
    for part in ("judgement", "layers", "controls", "not-validated"):
        expect(page.locator(f"#{part}")).to_be_hidden()

    page.unroute("**/preview.jpg*", _refuse)
    page.get_by_role("button", name="Try again").click()
    for part in ("probability", "preview", "controls", "heatmap-controls"):
        expect(page.locator(f"#{part}")).to_be_visible()
    expect(page.locator("#no-film")).to_be_hidden()


def test_a_finding_waits_for_its_film(clinician: Clinician) -> None:
    clinician.upload(SAMPLES / "normal-1.jpg")
    row = clinician.wait_for("complete")
    held: list[Route] = []
    page = clinician.page

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/preview.jpg*", hold)
    with page.expect_response("**/heatmap.png*"):
        row.get_by_role("link").click()
    expect(page.locator("#film")).to_contain_text("The film is loading.")
    expect(page.locator("#judgement")).to_be_hidden()
    expect(page.locator("#heatmap")).to_be_hidden()

    held[0].continue_()
    expect(page.locator("#judgement")).to_be_visible()
    layers, shape = page.locator("#layers"), "e => e.clientWidth / e.clientHeight"
    natural = page.locator("#preview").evaluate("e => e.naturalWidth / e.naturalHeight")
    assert abs(layers.evaluate(shape) - natural) < 0.01


def test_a_heatmap_that_cannot_be_shown_leaves_film_and_finding(clinician: Clinician) -> None:
    page = _open_with(clinician, "heatmap.png")
    expect(page.get_by_text("The heatmap could not be shown.")).to_be_visible()
    expect(page.locator("#preview")).to_be_visible()
    expect(page.locator("#probability")).to_be_visible()
    expect(page.get_by_role("button", name="Heatmap")).to_be_hidden()
    expect(page.get_by_label("Opacity")).to_be_hidden()

    page.unroute("**/heatmap.png*", _refuse)
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.locator("#heatmap")).to_be_visible()
    expect(page.get_by_label("Opacity")).to_be_visible()
    expect(page.get_by_text("The heatmap could not be shown.")).to_be_hidden()


def test_a_finding_says_what_it_is_worth_where_pneumonia_is_rarer(clinician: Clinician) -> None:
    clinician.upload(SAMPLES / "pneumonia-1.jpg")
    clinician.wait_for("complete").get_by_role("link").click()
    sentences = clinician.page.locator("#elsewhere li")
    expect(sentences).to_have_text(
        [
            re.compile(f"Where {rare} in 100 films show pneumonia, .+ in 100 films like this")
            for rare in (5, 10, 20)
        ]
    )
    expect(clinician.page.locator("#assumption")).to_be_hidden()


def test_a_printed_result_is_one_sheet_with_its_marks(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "pneumonia-1.jpg", patient_ref="P-0042")
    clinician.wait_for("complete").get_by_role("link").click()
    page.get_by_role("button", name="Heatmap").click()
    expect(page.locator("#heatmap")).to_be_visible()
    page.emulate_media(media="print")
    for control in (
        ".top nav",
        ".neighbours",
        ".who",
        "#delete",
        "#opacity",
        "#show-heatmap",
        "#show-regions",
    ):
        expect(page.locator(control)).to_be_hidden()
    expect(page.get_by_text("← Worklist")).to_be_hidden()
    for part in (
        "reference",
        "received",
        "label",
        "probability",
        "mark",
        "preview",
        "heatmap",
        "overlay-hint",
        "model",
    ):
        expect(page.locator(f"#{part}")).to_be_visible()
    expect(page.get_by_text("This is decision support and not a diagnosis.")).to_be_visible()
    assert len(re.findall(rb"/Type /Page\b", page.pdf(format="A4"))) == 1


def test_needle_and_dot_are_drawn_in_high_contrast(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "pneumonia-1.jpg")
    clinician.wait_for("complete").get_by_role("link").click()
    expect(page.locator("#mark")).to_be_visible()
    page.emulate_media(forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for element, pseudo in (("mark", None), ("label", "::before")):
        colour, width = page.evaluate(
            """([id, pseudo]) => {
                const style = getComputedStyle(document.getElementById(id), pseudo);
                return [style.borderLeftColor, parseFloat(style.borderLeftWidth)];
            }""",
            [element, pseudo],
        )
        assert colour != ground
        assert width >= 2


def test_the_question_before_a_deletion_stands_in_the_middle(
    clinician: Clinician, films: SeededFilms
) -> None:
    page = clinician.page
    (study,) = films.add([Label.POSITIVE])
    page.goto(f"/studies/{study.study_id}")
    page.get_by_role("button", name="Delete study …").click()
    box = page.get_by_role("dialog").bounding_box()
    size = page.viewport_size
    assert box
    assert size
    assert abs(box["x"] + box["width"] / 2 - size["width"] / 2) <= 1


def test_an_error_at_the_end_of_the_page_is_in_sight(clinician: Clinician, films: SeededFilms) -> None:
    page = clinician.page
    (study,) = films.add([Label.POSITIVE])
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/studies/{study.study_id}")
    expect(page.locator("#judgement")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Delete study …").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#error")).to_be_in_viewport(ratio=1)
