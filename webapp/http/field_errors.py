"""The errors of a request's fields, for problem details."""

from pydantic import ValidationError

from webapp.languages.words import translated


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """Return each wrong field with its error, without the input: the input may name a patient."""
    return [
        {
            "field": ".".join(str(part) for part in item["loc"]),
            "message": translated(item["msg"].removeprefix("Value error, ")),
        }
        for item in error.errors(include_input=False, include_url=False, include_context=False)
    ]
