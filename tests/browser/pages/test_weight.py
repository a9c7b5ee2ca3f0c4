"""How little the browser fetches before the first page is of use."""

import re

from playwright.sync_api import Request, expect

from tests.browser.clinician import SAMPLES, Clinician


def test_the_first_page_takes_six_requests_and_few_kilobytes(clinician: Clinician) -> None:
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
        # Playwright cannot wrap a built-in method.
        other.on("requestfinished", lambda request: finished.append(request))  # noqa: PLW0108
        other.goto("/studies/")
        expect(other.locator("#studies tbody tr")).to_have_count(1)
        # The pictures of the films come when the list is of use already.
        needed = [it for it in list(finished) if not re.search(r"thumbnail", it.url)]
        bytes_of = {it.url: _bytes(it) for it in needed}
        # The logo is also the icon. The second time it comes from the cache, which counts as no bytes.
        assert len([count for count in bytes_of.values() if count > 0]) <= 6, bytes_of
        assert sum(bytes_of.values()) <= 30_000, bytes_of
    finally:
        context.close()


def _bytes(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_polling_fetches_nothing_that_the_page_has(clinician: Clinician) -> None:
    page = clinician.page
    clinician.upload(SAMPLES / "normal-1.jpg")
    clinician.wait_for("complete")
    with page.expect_response(
        lambda answer: answer.url.endswith("/api/v1/worklist") and "unchanged" in answer.text()
    ) as polled:
        pass
    sizes = polled.value.request.sizes()
    assert sizes["responseBodySize"] <= 300
    expect(clinician.studies("complete")).to_have_count(1)
