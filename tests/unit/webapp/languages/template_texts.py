"""The words in a template that no one marked for translation."""

import re

_TOKEN = re.compile(
    r"(\{#.*?#\}|\{%-?\s*trans\b.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}|<[^>{]*(?:(?:\{\{.*?\}\}|\{%.*?%\})[^>{]*)*>)",
    re.DOTALL,
)
_SHOWN = re.compile(r'\b(?:aria-label|title|placeholder|alt|data-head)="([^"]*)"')
_KEYS = re.compile(r"<(kbd|code)\b")
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_QUOTED = re.compile(r"""(?<!_\()(?<!\w)(["'])([A-Z][a-z]+[^"']*)\1""")
_WORD = re.compile(r"[A-Za-z]{2}")
_NAMES = {"Pneumoscope", "AUC"}


def unmarked(source: str) -> list[str]:
    """Return each text between tags, in an attribute that people read or hear, or in an expression."""
    found: list[str] = []
    block = before = ""
    for index, part in enumerate(_TOKEN.split(source)):
        if index % 2 == 0:
            is_setting = re.match(r"\{%-?\s*block (page|main_class)", before)
            if not is_setting and not _KEYS.match(before):
                found.append(part)
            continue
        before = part
        block = part
        if block.startswith("<"):
            found += [_EXPRESSION.sub("", text) for text in _SHOWN.findall(block)]
        elif block.startswith("{{"):
            found += [text for _, text in _QUOTED.findall(block)]
    texts = (re.sub(r"&\w+;|[\w-]+=\"|\"", "", text).strip(" \n·:") for text in found)
    return [text for text in texts if _WORD.search(text) and text not in _NAMES]
