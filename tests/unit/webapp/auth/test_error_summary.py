"""A form that was filled in wrongly says so first, in the title too, and leads to each field."""

import re

from tests.unit.webapp.support.visitor import PASSWORD, Visitor


def title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page)
    assert found
    return found[1]


def test_each_wrong_field_is_linked_in_a_summary_that_takes_the_focus(visitor: Visitor) -> None:
    page = visitor.submit("/confirm", email="nobody", code="x", password="short", confirm="other").text
    assert title(page) == "Error: Confirm your address · Pneumoscope"
    summary = page[page.index('role="alert"') : page.index("<form")]
    assert "autofocus" in summary
    linked = re.findall(r'href="#([\w-]+)">([^<]+)</a>', summary)
    assert [field for field, _ in linked] == ["email", "code", "password", "confirm"]
    assert all(f'id="{field}"' in page for field, _ in linked)
    assert page.index("autofocus") < page.index("<form"), "the first one in the page gets the focus"


def test_a_form_without_errors_has_no_summary(visitor: Visitor) -> None:
    page = visitor.get("/sign-up").text
    assert title(page) == "Sign up · Pneumoscope"
    assert "There is a problem" not in page


def test_a_wrong_password_and_a_wrong_code_are_in_the_title(visitor: Visitor) -> None:
    assert title(visitor.log_in("nobody@example.org", PASSWORD).text).startswith("Error: ")
    page = visitor.confirm("nobody@example.org", "000000").text
    assert title(page).startswith("Error: ")
