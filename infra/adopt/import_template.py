"""The template of a stack that consists of what an earlier one left."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

_IN_TEXT = re.compile(r"\$\{([^}!.]+)[^}]*\}")


def import_template(packaged: Mapping[str, Any], kept: Collection[str]) -> dict[str, Any]:
    """Return a template of the resources ``kept`` of a packaged one, without what leads to any other.

    An import may create nothing, so a bucket comes without the queue that it announces films to. The next
    deployment adds all of that.
    """
    resources = {name: _alone(packaged[name], kept) for name in kept}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def _alone(resource: Mapping[str, Any], kept: Collection[str]) -> dict[str, Any]:
    properties = {
        name: value for name, value in resource["Properties"].items() if set(_named(value)) <= set(kept)
    }
    # CloudFormation imports only what it would not delete.
    return {"Type": resource["Type"], "DeletionPolicy": "Retain", "Properties": properties}


def _named(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the resources and parameters of the template that a value leads to."""
    if isinstance(value, list):
        for entry in value:
            yield from _named(entry)
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _NAMED_BY.get(name, _named)(entry)


def _named_by_ref(name: str) -> Iterator[str]:
    if not name.startswith("AWS::"):
        yield name


def _named_by_attribute(value: str | list[str]) -> Iterator[str]:
    yield value[0] if isinstance(value, list) else value.partition(".")[0]


def _named_by_text(value: str | list[Any]) -> Iterator[str]:
    text, given = (value, {}) if isinstance(value, str) else value
    for name in _IN_TEXT.findall(text):
        if name not in given:
            yield from _named_by_ref(name)
    yield from _named(given)


_NAMED_BY: dict[str, Callable[[Any], Iterator[str]]] = {
    "Ref": _named_by_ref,
    "Fn::GetAtt": _named_by_attribute,
    "Fn::Sub": _named_by_text,
}
