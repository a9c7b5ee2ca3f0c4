"""How little the browser fetches before the first page is of use."""

from playwright.sync_api import Request, expect

from tests.browser.clinician import SAMPLES, Clinician


def test_the_first_page_takes_six_requests_and_thirty_kilobytes(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    clinician.wait_for("complete")
    # A context of its own has nothing in its cache.
    fresh = page.context.browser
    assert fresh
    context = fresh.new_context(base_url=page.url, storage_state=page.context.storage_state())
    try:
        other = context.new_page()
        finished: list[Request] = []
        other.on("requestfinished", finished.append)
        other.goto("/studies/")
        expect(other.locator("#studies tbody tr")).to_have_count(1)
        seen = list(finished)
        assert len(seen) <= 6, [request.url for request in seen]
        sizes = [request.sizes() for request in seen]
        assert sum(it["responseBodySize"] + it["responseHeadersSize"] for it in sizes) <= 30_000
    finally:
        context.close()


def test_polling_fetches_nothing_that_the_page_has(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    clinician.wait_for("complete")
    with page.expect_response(
        lambda answer: answer.url.endswith("/api/v1/studies") and answer.status == 304
    ) as polled:
        pass
    sizes = polled.value.request.sizes()
    assert sizes["responseBodySize"] == 0
    expect(clinician.studies("complete")).to_have_count(1)
