"""Each text of a template is marked for translation."""

from pathlib import Path

import pytest

from tests.unit.webapp.languages.template_texts import unmarked

TEMPLATES = Path(__file__).parents[4] / "webapp" / "templates"


@pytest.mark.parametrize(
    "source",
    [
        "<p>Words</p>",
        '<button title="Words">',
        '{{ field(form.code, hint="Words of a hint") }}',
        "{% if a %}<li>{{ name }} more words</li>{% endif %}",
    ],
)
def test_a_text_without_a_mark_is_found(source: str) -> None:
    assert unmarked(source)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_each_text_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text()) == []
