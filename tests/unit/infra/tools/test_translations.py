"""The German catalogue."""

import json
import re
from collections import Counter

from infra.tools.translations import (
    CATALOGUE,
    COMPILED,
    ROOT,
    SCRIPT_TEXTS,
    compiled,
    script_texts,
    strings_of,
    text_of,
    untranslated,
    updated,
)

_MARKED = re.compile(r'\bn?gettext\(\s*"([^"]*)"')


def test_the_catalogue_has_each_text_of_today_and_no_other() -> None:
    catalogue = updated()
    assert CATALOGUE.read_bytes() == text_of(catalogue), "run make translations"
    assert [message.id for message in untranslated(catalogue)] == []


def test_what_pages_and_scripts_read_is_compiled_from_the_catalogue() -> None:
    catalogue = updated()
    assert COMPILED.read_bytes() == compiled(catalogue), "run make translations"
    assert SCRIPT_TEXTS.read_bytes() == script_texts(catalogue), "run make translations"


def test_each_text_of_a_script_reaches_the_scripts() -> None:
    scripts = (ROOT / "webapp" / "static" / "js").rglob("*.js")
    marked = {text for path in scripts for text in _MARKED.findall(path.read_text())}
    texts = json.loads(script_texts(updated()).decode().removeprefix("globalThis.texts = ").rstrip(";\n"))
    # Babel overlooks a text within the values of another.
    assert len(marked) > 100
    assert marked - texts.keys() == set()


def test_a_translation_has_the_gaps_and_the_tags_of_its_text() -> None:
    wrong = [
        (message.id, form)
        for message in updated()
        if message.id
        for form in strings_of(message)
        if _gaps(form) != _gaps(strings_of(message, message.id)[-1])
    ]
    assert wrong == []


def _gaps(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)s|\{\w+\}|<[^>]+>|%%", text))
