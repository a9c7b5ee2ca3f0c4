"""Which studies a command is about: one study, or all of one patient at one site."""

import argparse

from boto3.dynamodb.conditions import Attr, Key

from cxr.storage.object_keys import is_study_id
from cxr.storage.queries import every_item
from infra.patient.stores import Stores
from infra.patient.traces import Traces, find_traces
from infra.stage import add_stage_arguments

_AFTER_EVERY_STUDY = "8"
"""Sorts behind every ULID, whose first digit is 7 at most."""


class NothingSelected(Exception):
    """No study is meant; the message is one sentence for the operator."""


def add_selection_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that name a study or a patient, and those that name the stage."""
    parser.add_argument("--site", required=True, help="the name of the site, as its worklist shows it")
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--study", type=_study_id, metavar="ID", help="one study, also if it was deleted before")
    one.add_argument("--patient-hash", metavar="HASH", help="the patient_hash of a study in the API")
    one.add_argument("--patient-ref", metavar="TEXT", help="the patient reference that a user typed, exactly")
    add_stage_arguments(parser)


def selected_traces(stores: Stores, options: argparse.Namespace) -> list[Traces]:
    """Return what is stored of the studies that are meant, oldest first. Raise NothingSelected."""
    found = find_traces(stores, options.site, _study_ids(stores, options))
    traces = [study for study in found if not study.is_empty]
    if not traces:
        who = "this study" if options.study else "this patient"
        raise NothingSelected(f"the site {options.site} has nothing of {who}.")
    return traces


def _study_ids(stores: Stores, options: argparse.Namespace) -> list[str]:
    if options.study:
        return [options.study]
    of_patient = (
        Attr("patient_hash").eq(options.patient_hash)
        if options.patient_hash
        else Attr("patient_ref").eq(options.patient_ref)
    )
    of_site = Key("site").eq(options.site) & Key("study_id").lt(_AFTER_EVERY_STUDY)
    return [str(item["study_id"]) for item in every_item(stores.studies, of_site, of_patient)]


def _study_id(text: str) -> str:
    if not is_study_id(text):
        raise argparse.ArgumentTypeError(f"{text} is no identifier of a study")
    return text
