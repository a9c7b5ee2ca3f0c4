"""Links, names and words of the documents lead to what they name."""

import json
import re
from pathlib import Path

import pytest

from tests.support.documents import DOCUMENTS, PAGES, ROOT

INDEX, GLOSSARY = ROOT / "docs" / "index.md", ROOT / "docs" / "glossary.md"


def prose(document: Path) -> str:
    """Return the text of a document without its fenced blocks."""
    return re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)


def links(document: Path) -> list[str]:
    """Return the targets of a document's relative links, as they are written."""
    return [link for link in re.findall(r"\]\(([^)]+)\)", prose(document)) if "://" not in link]


def headings(document: Path) -> set[str]:
    """Return the fragments of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", [*DOCUMENTS, ROOT / "CHANGELOG.md"], ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file_and_heading(document: Path) -> None:
    broken = []
    for link in links(document):
        name, _, fragment = link.partition("#")
        target = document.parent / name if name else document
        if not target.exists() or (fragment and fragment not in headings(target)):
            broken.append(link)
    assert broken == []


def named_files(text: str) -> set[str]:
    """Return the files and folders of the repository that a text names in backticks.

    Such a name begins with a folder of the top level. A name with a placeholder (``NAME``, ``<site>``), an
    object key (``uploads/``) and a file of an earlier commit (``commit 6796c46, `name` ``) are left out.
    """
    now = re.sub(r"commit [0-9a-f]{7,40}, `[^`]+`", "", text)
    folders = "cxr|functions|webapp|training|infra|tests|docs|requirements"
    names = re.findall(rf"`((?:{folders})/[\w./-]*)`", now)
    return {name for name in names if not re.search(r"\b[A-Z]{2,}\b", name)}


def test_keys_placeholders_and_earlier_commits_are_not_taken_for_files() -> None:
    text = "`cxr/study.py` `infra/` `inbox/<site>/` `training/reports/NAME/` (commit 6796c46, `cxr/gone`)"
    assert named_files(text) == {"cxr/study.py", "infra/"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_make_target_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)(?:$|[`\s])", text, re.MULTILINE)) <= targets
    assert [name for name in sorted(named_files(text)) if not (ROOT / name).exists()] == []


def test_the_index_links_every_page() -> None:
    linked = {(INDEX.parent / link.partition("#")[0]).resolve() for link in links(INDEX)}
    assert [page.name for page in PAGES if page != INDEX and page not in linked] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_speak_of_the_shipped_release(document: Path) -> None:
    shipped = json.loads((ROOT / "cxr" / "model" / "model_card.json").read_text())["version"]
    named = set(re.findall(r"(?:Pneumoscope|[Mm]odel:?|[Rr]elease) (\d+\.\d+\.\d+)", document.read_text()))
    assert named <= {shipped}


def test_the_glossary_is_in_alphabetical_order() -> None:
    terms = re.findall(r"^\*\*(.+?)\*\*", GLOSSARY.read_text(), re.MULTILINE)
    assert len(terms) >= 30
    assert terms == sorted(terms, key=str.casefold)
