"""`python -m infra.result_objects SITE sr,sc --stage STAGE` has DICOM and FHIR results made of films.

They lie under `reports/` of the results bucket, with a pseudonym for the patient, as long as films are kept.
Films of the site that are read from then on get them.
"""

import argparse
import sys

from cxr.storage.object_keys import RESULT_OBJECTS
from cxr.storage.sites.site_settings import SiteSettings
from infra.site_command import change_site
from infra.tools.aws_refusals import run_command

_NONE = "none"


def main(arguments: list[str] | None = None) -> int:
    """Run the command as ``change_site`` describes it."""
    names = {
        "metavar": "LIST",
        "type": _checked,
        "help": f"which of {', '.join(RESULT_OBJECTS)}, with commas between them; {_NONE} for no objects",
    }
    return change_site("result_objects", __doc__, names, _set, arguments)


def _set(settings: SiteSettings, site: str, text: str) -> str:
    names = _names(text)
    settings.set_result_objects(site, names)
    return f"Films of {site} get {', '.join(names) if names else 'no result objects'}."


def _names(text: str) -> list[str]:
    return [] if text == _NONE else [word.strip() for word in text.split(",")]


def _checked(text: str) -> str:
    if unknown := [name for name in _names(text) if name not in RESULT_OBJECTS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {', '.join(RESULT_OBJECTS)}, {_NONE}")
    return text


if __name__ == "__main__":
    sys.exit(run_command("result_objects", main))
