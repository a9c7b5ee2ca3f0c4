"""The errors of a request's fields, for problem details."""

from flask_babel import LazyString, lazy_gettext
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from webapp.languages.words import translated

_SENTENCES = {
    "missing": lazy_gettext("This field is missing."),
    "extra_forbidden": lazy_gettext("There is no such field."),
    "string_type": lazy_gettext("Text is expected here."),
    "string_pattern_mismatch": lazy_gettext("The text does not have the expected form."),
    "enum": lazy_gettext("This is none of the possible values."),
    "literal_error": lazy_gettext("This is none of the possible values."),
    "int_type": lazy_gettext("A whole number is expected here."),
    "bool_type": lazy_gettext("True or false is expected here."),
    "tuple_type": lazy_gettext("A list is expected here."),
    "timezone_aware": lazy_gettext("The time needs a time zone."),
}
"""By the type of pydantic's error, whose own sentences are English and about Python."""

_LIMITS = {
    "string_too_long": ("max_length", lazy_gettext("No more than %(limit)s characters are possible.")),
    "too_long": ("max_length", lazy_gettext("No more than %(limit)s entries are possible.")),
    "greater_than_equal": ("ge", lazy_gettext("The number is %(limit)s at least.")),
    "less_than_equal": ("le", lazy_gettext("The number is %(limit)s at most.")),
}
"""The same for errors that name a limit, by its name in the error's context."""

_ANY_OTHER = lazy_gettext("This value cannot be read.")


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """Return each wrong field with its error, without the input: the input may name a patient."""
    return [
        {"field": ".".join(str(part) for part in item["loc"]), "message": str(_sentence(item))}
        for item in error.errors(include_input=False, include_url=False)
    ]


def _sentence(item: ErrorDetails) -> LazyString | str:
    """Return the sentence of an error in the language of the request."""
    kind = item["type"]
    if kind == "value_error":
        return translated(item["msg"].removeprefix("Value error, "))
    if kind in _LIMITS:
        name, sentence = _LIMITS[kind]
        return str(sentence) % {"limit": item["ctx"][name]}
    return _SENTENCES.get(kind, _ANY_OTHER)
