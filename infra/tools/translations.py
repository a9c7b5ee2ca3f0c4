"""`python -m infra.tools.translations` brings the German catalogue up to date, and compiles it.

It collects the texts of pages, scripts and code, and the sentences of the domain that pages show. New texts
get an empty translation in the catalogue: write it there, and run the command once more.
"""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cxr.drift.film_changes import Change
from cxr.figures.prevalence import SENTENCE
from cxr.inference.film_sets import TITLES
from cxr.inference.meaning_words import PATTERNS
from cxr.inference.model_card import load_model_card
from cxr.report.phrases import Phrase
from cxr.study import AGE_PATTERN, OUT_OF_POPULATION_SENTENCE, OutOfPopulation, RefusalReason
from infra.operator_events import DETAILS, SETTINGS
from webapp.auth.device import UNKNOWN
from webapp.recording.audited_routes import AUDITED

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "webapp" / "translations" / "de" / "LC_MESSAGES" / "messages.po"
COMPILED = CATALOGUE.with_suffix(".mo")
SCRIPT_TEXTS = ROOT / "webapp" / "static" / "texts" / "de.js"

_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("static/js/**.js", "javascript")]
_OPTIONS = {
    "templates/**.html": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"},
    "static/js/**.js": {"parse_template_string": "true"},
}
_KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
_WIDTH = 110


def main() -> int:
    """Update and compile. Return 1 if a text lacks its translation; with --check write nothing."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the files are not up to date")
    is_check = parser.parse_args().check
    catalogue = updated()
    files = {
        CATALOGUE: text_of(catalogue),
        COMPILED: compiled(catalogue),
        SCRIPT_TEXTS: script_texts(catalogue),
    }
    if not is_check:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    stale = [path for path, content in files.items() if path.read_bytes() != content]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not up to date: run make translations.", file=sys.stderr)
    missing = untranslated(catalogue)
    for message in missing:
        print(f"no translation: {message.id}", file=sys.stderr)
    return 1 if stale or missing else 0


def updated() -> Catalog:
    """Return the committed catalogue with today's texts: translations stay, and unused ones go."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    catalogue.update(_extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    # Babel fills these fields of the header with examples.
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    return catalogue


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the messages without a translation, or with one that a person has not confirmed."""
    return [it for it in catalogue if it.id and (it.fuzzy or not all(strings_of(it)))]


def text_of(catalogue: Catalog) -> bytes:
    """Return the catalogue as a .po file, by place in the source, without line numbers."""
    content = io.BytesIO()
    write_po(content, catalogue, width=_WIDTH, sort_by_file=True, include_lineno=False)
    return content.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return what `gettext` reads: a .mo file."""
    content = io.BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def script_texts(catalogue: Catalog) -> bytes:
    """Return the module that brings scripts their texts, by the English ones."""
    texts = {
        strings_of(it, it.id)[0]: it.string
        for it in catalogue
        if it.id and all(strings_of(it)) and any(place.endswith(".js") for place, _ in it.locations)
    }
    content = json.dumps(texts, ensure_ascii=False, indent=0, sort_keys=True)
    return f"globalThis.texts = {content};\n".encode()


def _extracted() -> Catalog:
    template = Catalog(fuzzy=False)
    for path, line, text, _, context in extract_from_dir(
        ROOT / "webapp",
        _METHODS,
        _OPTIONS,
        _KEYWORDS,
    ):
        template.add(text, None, [(f"webapp/{path}", line)], context=context)
    for sentence in _of_the_domain():
        template.add(sentence, None, [("cxr", 0)])
    return template


def _of_the_domain() -> Iterator[str]:
    """Yield the English sentences of ``cxr`` that pages translate."""
    yield from (reason.sentence for reason in RefusalReason)
    yield from (reason.sentence() for reason in OutOfPopulation)
    yield from (change.sentence for change in Change)
    yield from (AGE_PATTERN, OUT_OF_POPULATION_SENTENCE, SENTENCE, UNKNOWN)
    yield from PATTERNS
    yield from (phrase.value for phrase in Phrase)
    yield from sorted({audited.detail.replace("-", " ") for audited in AUDITED.values() if audited.detail})
    yield from (detail.replace("-", " ") for detail in (*DETAILS, *SETTINGS))
    yield from TITLES.values()
    card = load_model_card()
    yield card.population
    yield from (criterion.name for criterion in card.criteria or ())


def strings_of(message: Message, of: object = None) -> tuple[str, ...]:
    """Return the forms of a message: of its translation, or of ``of``."""
    value = message.string if of is None else of
    return value if isinstance(value, tuple) else (str(value or ""),)


if __name__ == "__main__":
    sys.exit(main())
