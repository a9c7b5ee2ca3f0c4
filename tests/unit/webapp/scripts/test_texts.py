"""The texts of scripts in another language."""

import json
from typing import Any

import webapp
from tests.unit.webapp.support.node import run_script

GERMAN = f"{webapp.__path__[0]}/static/texts/de.js"
BEGIN = """
globalThis.document = { documentElement: { lang: "de" } };
await import(process.argv[2]);
const module = await import(process.argv[1]);
"""


def in_german(module: str, expression: str) -> Any:
    return run_script(module, f"{BEGIN} console.log(JSON.stringify({expression}));", GERMAN)


def test_a_label_is_german_on_a_german_page() -> None:
    finding = json.dumps({"label": "positive", "in_population": True})
    assert (
        in_german("shared/study_words.js", f"module.findingWords({finding})") == "Anzeichen einer Pneumonie"
    )


def test_a_german_percentage_has_a_decimal_comma() -> None:
    assert in_german("shared/probability.js", "module.percent(0.897)") == "89,7 %"
    assert in_german("result/prevalence_words.js", "module.percentOf(0.125)") == "12,5"
    assert in_german("result/prevalence_words.js", "module.shareOf('12,5')") == 0.125


def test_a_german_date_has_the_order_of_german() -> None:
    assert in_german("shared/study_words.js", "module.dayOf('2026-11-29T12:00:00Z')") == "29.11.2026"


def test_one_and_several_have_forms_of_their_own() -> None:
    forms = "[1, 2].map((n) => module.ngettext('{count} film', '{count} films', n))"
    assert in_german("shared/texts.js", forms) == ["1 Aufnahme", "2 Aufnahmen"]


def test_a_text_without_a_translation_stays_english() -> None:
    assert (
        in_german("shared/texts.js", "module.gettext('No such {thing}', { thing: 'text' })") == "No such text"
    )
