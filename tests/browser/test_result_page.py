"""The page of one finding."""

from playwright.sync_api import Route, expect

from tests.browser.clinician import SAMPLES, Clinician


def test_images_whose_links_have_run_out_are_fetched_again_without_a_complaint(clinician: Clinician) -> None:
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
    expect(page.locator("#trouble")).to_be_hidden()


def test_images_that_do_not_come_at_all_are_told(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    row = clinician.wait_for("complete")
    page.route("**/preview.jpg*", lambda route: route.fulfill(status=403))
    row.get_by_role("link").click()
    expect(page.locator("#trouble")).to_have_text("The images could not be loaded. Load the page again.")
