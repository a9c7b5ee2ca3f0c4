"""Verdict, or a request to see the model's opinion <-> DynamoDB item."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cxr.storage.entry_id import entry_id
from cxr.storage.studies.study_item import finding_to_item, item_to_finding
from cxr.verdict import Judgement, OpinionShown, ReaderFinding, Verdict

_VERDICT, _SHOWN = "verdict", "shown"


def verdict_to_item(site: str, verdict: Verdict) -> dict[str, Any]:
    """Return the item of a verdict without the text of its note, which is deleted with the study."""
    opinion = finding_to_item(verdict.opinion)
    del opinion["regions"]
    content = {
        "kind": _VERDICT,
        "reader": verdict.reader,
        "reader_email": verdict.reader_email,
        "at": verdict.given_at.isoformat(),
        "said": verdict.said,
        "finding": verdict.finding,
        "before_opinion": verdict.before_opinion,
        "opinion": opinion,
        "has_note": verdict.note is not None,
    }
    return _keyed(site, verdict.study_id, verdict.given_at, content)


def shown_to_item(site: str, shown: OpinionShown) -> dict[str, Any]:
    """Return the item of a request to see the model's opinion."""
    content = {"kind": _SHOWN, "reader": shown.reader, "at": shown.shown_at.isoformat()}
    return _keyed(site, shown.study_id, shown.shown_at, content)


def is_unaltered(item: Mapping[str, Any]) -> bool:
    """Return whether an item is the one that was written under its key."""
    study_id, _, written = str(item["entry"]).partition("#")
    content = {name: value for name, value in item.items() if name not in ("site", "entry")}
    try:
        at = datetime.fromisoformat(content["at"])
        return written == entry_id(at, str(item["site"]), study_id, content)
    except (KeyError, TypeError, ValueError):
        return False


def item_to_entry(item: Mapping[str, Any], notes: Mapping[str, str]) -> Verdict | OpinionShown:
    """Return the verdict or the request of an unaltered item. ``notes`` are by the sort key of verdicts."""
    study_id = str(item["entry"]).partition("#")[0]
    at = datetime.fromisoformat(item["at"])
    if item["kind"] == _SHOWN:
        return OpinionShown(study_id, item["reader"], at)
    return Verdict(
        study_id,
        reader=item["reader"],
        reader_email=item.get("reader_email"),
        given_at=at,
        said=Judgement(item["said"]) if "said" in item else None,
        finding=ReaderFinding(item["finding"]) if "finding" in item else None,
        before_opinion=item["before_opinion"],
        opinion=item_to_finding({**item["opinion"], "regions": []}),
        note=notes.get(item["entry"]),
    )


def _keyed(site: str, study_id: str, at: datetime, content: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in content.items() if value is not None}
    return {"site": site, "entry": f"{study_id}#{entry_id(at, site, study_id, known)}", **known}
