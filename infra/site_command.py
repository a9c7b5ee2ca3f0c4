"""The form of a command that sets one thing of a site: open the stage, find the site, set, report, record."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

from cxr.errors import InvalidPrevalence
from cxr.storage.sites.site_settings import SiteSettings
from functions.classify.sites import Sites
from infra.operator_events import record_setting
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage

Change = Callable[[SiteSettings, str, str], str]
"""Sets the value of a site, and returns what is so now, as a sentence."""

_MISUSE = 2


def change_site(
    name: str,
    description: str | None,
    value: Mapping[str, Any],
    change: Change,
    arguments: list[str] | None,
) -> int:
    """Run the command ``infra.<name>``. ``value``: argparse's options of the argument behind the site.

    Return 0 when that is done, 1 when no one belongs to the site, 2 for no such stack or value.
    """
    options = _parser(name, description, value).parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
        tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
        members = tables.Table(stage.outputs["MembersTableName"])
        if not Sites(members).exists(options.site):
            print(
                f"{name}: the stage {options.stage} has no site {options.site}; the worklist shows its name.",
                file=sys.stderr,
            )
            return 1
        print(change(SiteSettings(members), options.site, options.value))
        record_setting(stage, options.site, name.replace("_", "-"))
    except (InvalidPrevalence, StageUnreachableError) as e:
        print(f"{name}: {e}", file=sys.stderr)
        return _MISUSE
    return 0


def _parser(name: str, description: str | None, value: Mapping[str, Any]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m infra.{name}", description=description)
    parser.add_argument("site", help="the name of the site, as its worklist shows it")
    parser.add_argument("value", **value)
    add_stage_arguments(parser)
    return parser
