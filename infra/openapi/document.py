"""The OpenAPI 3.1 document of the JSON API, from the models of its requests and answers."""

from http import HTTPStatus
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from infra.openapi.answer import Answer, Problem
from infra.openapi.operations import JSON, OPERATIONS, Model, Operation

PREFIX = "/api/v1"

_PROBLEM = "application/problem+json"
_REF = "#/components/schemas/{model}"
_ABOUT = (
    "Send films and read their findings. The API is for research, as Pneumoscope is.\n\n"
    "Errors are problem details of RFC 9457. API Gateway itself answers 429 to a flood, without them. "
    "Ignore fields that you do not know: a later release may add some."
)
_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of Cognito, of a program or for the API client of the stack. "
        "pneumoscope/studies:read is enough to read; everything else needs pneumoscope/studies:write, too",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-session",
        "description": "The session of a browser. Requests other than GET also need X-CSRFToken",
    },
}
_STUDY_ID = {"name": "study_id", "in": "path", "required": True, "schema": {"type": "string"}}

_SITE = {
    "name": "X-Site",
    "in": "header",
    "description": "The site that the request is meant for. Without it, the token of a person acts in "
    "the site that the person last used. 409 if the request would act in another site",
    "schema": {"type": "string"},
}


class _Schema(GenerateJsonSchema):
    """Leaves out the titles of fields, which repeat their names."""

    def field_title_should_be_set(self, _schema: object) -> bool:
        return False


def document(*, closed: bool = False) -> dict[str, Any]:
    """Return the document. ``closed``: answers have no field that is not described, for tests."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pneumoscope", "version": "1", "description": _ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{name: []} for name in _SECURITY],
        "paths": _paths(),
        "components": {"securitySchemes": _SECURITY, "schemas": _schemas(closed=closed)},
    }


def _schemas(*, closed: bool) -> dict[str, Any]:
    models = {Problem} | {it for op in OPERATIONS for it in (*_models(op.answer), *_models(op.body))}
    _, generated = models_json_schema(
        [(model, "validation") for model in sorted(models, key=lambda it: it.__name__)],
        ref_template=_REF,
        schema_generator=_Schema,
    )
    schemas: dict[str, Any] = generated["$defs"]
    for name in () if closed else _answer_names(Answer):
        schemas.get(name, {}).pop("additionalProperties", None)
    return schemas


def _answer_names(base: type[BaseModel]) -> set[str]:
    return {it.__name__ for it in base.__subclasses__()} | {
        name for it in base.__subclasses__() for name in _answer_names(it)
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        method, path = operation.route.split(" ")
        paths.setdefault(path, {})[method.lower()] = _operation(operation, path, method)
    return paths


def _operation(operation: Operation, path: str, method: str) -> dict[str, Any]:
    names_study = "{study_id}" in path
    described: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary}
    if operation.sessions_only:
        described["security"] = [{"session": []}]
    described["parameters"] = [*([_STUDY_ID] if names_study else []), *operation.query, _SITE]
    statuses = {401, 409, 500, *operation.problems, *({404} if names_study else ())}
    if method != "GET":
        # A token without the scope to write.
        statuses.add(403)
    if operation.body:
        described["requestBody"] = {"required": True, "content": _content(JSON, operation.body)}
        statuses |= {400, 413, 415, 422}
    described["responses"] = {str(operation.success): _answer(operation)} | {
        str(status): {"description": HTTPStatus(status).phrase, "content": _content(_PROBLEM, Problem)}
        for status in sorted(statuses)
    }
    return described


def _answer(operation: Operation) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": HTTPStatus(operation.success).phrase}
    if operation.answer is not None:
        answer["content"] = _content(operation.media_type, operation.answer)
    return answer


def _content(media_type: str, model: Model) -> dict[str, Any]:
    named = [{"$ref": _REF.format(model=it.__name__)} for it in _models(model)]
    schema = model if not named else named[0] if len(named) == 1 else {"anyOf": named}
    return {media_type: {"schema": schema}}


def _models(model: Model | None) -> tuple[type[BaseModel], ...]:
    """Return the models that are named; none where a schema stands for itself, or there is no content."""
    if isinstance(model, UnionType):
        return get_args(model)
    return (model,) if isinstance(model, type) else ()
