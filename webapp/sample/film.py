"""The sample film: synthetic, of no patient, read once by the shipped model and kept beside the pages.

No table and no bucket has it, so no list, figure or export can count it.
"""

from datetime import datetime
from functools import cache
from pathlib import Path

from flask_babel import gettext
from pydantic import TypeAdapter

from cxr.inference.model_card import ModelCard
from cxr.study import Finding, Status, Study

FOLDER = Path(__file__).parents[1] / "static" / "sample"
"""What `python -m infra.tools.sample_film` writes: three pictures and ``finding.json``."""

STUDY_ID = "00000000000000000000SAMP1E"
"""No study can have it: its time is that of 1970."""

FINDING: TypeAdapter[Finding] = TypeAdapter(Finding)
"""Reads and writes ``finding.json``."""


def sample_finding(card: ModelCard | None) -> Finding | None:
    """Return what the model in use says of the sample film; None if another model read it."""
    finding = _stored_finding()
    return finding if card and card.version == finding.model_version else None


def sample_study(site: str, finding: Finding, now: datetime) -> Study:
    """Return the sample film in the form of a study that has just been read."""
    reference = gettext("Sample film, of no patient")
    return Study(
        site, STUDY_ID, Status.COMPLETE, now, now, patient_ref=reference, finding=finding, unread=False
    )


@cache
def _stored_finding() -> Finding:
    return FINDING.validate_json((FOLDER / "finding.json").read_bytes())
