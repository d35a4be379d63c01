"""docs/openapi.json: one OpenAPI 3.1 document of every resolver, with what the resolvers themselves cannot say."""

import importlib
import json
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from kernel import problems
from kernel.access import PUBLIC, SIGNED_IN, allowed_groups
from kernel.capability import Capability

METHODS = ("get", "put", "post", "patch", "delete")
CHANGING = {"put", "post", "patch", "delete"}
OURS = {"HTTPValidationError", "ValidationError", "ResponseValidationError"}  # what Problem stands for
NAMED_IN_THE_BODY = {"/v1/playback/live", "/v1/playback/titles", "/v1/uploads"}  # what may not exist
Json = dict[str, Any]

PROBLEM: Json = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `title` is in the language of Accept-Language (en, ko, zh).",
    "required": ["type", "title", "status", "detail", "code", "trace_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "RFC 6901"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def document(capabilities: Sequence[Capability], version: str) -> Json:
    paths: Json = {}
    schemas: Json = {"Problem": PROBLEM}
    for capability in capabilities:
        for part in map(partial(schema_of, capability.name), capability.apis):
            for name, schema in part.get("components", {}).get("schemas", {}).items():
                _add(schemas, name, schema, capability.name)
            for path, item in part["paths"].items():
                for method in METHODS:
                    if method in item:
                        paths.setdefault(path, {})[method] = operation(capability.name, method, path, item[method])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Madang",
            "version": version,
            "description": "Live streaming, commerce and fan community. Errors are problem documents; what is read "
            "carries an ETag; lists are paged with an opaque `cursor`.",
        },
        "servers": [{"url": "/", "description": "The address of the site; the API shares it"}],
        "tags": [{"name": capability.name} for capability in capabilities],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {str(status): _refusal(status) for status in sorted(problems.TITLES)},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def schema_of(capability: str, module: str) -> Json:
    resolver = importlib.import_module(f"functions.{capability}.{module}").api
    found: Json = json.loads(resolver.get_openapi_json_schema())
    return found


def _add(schemas: Json, name: str, schema: Json, capability: str) -> None:
    """Two capabilities may name a shape alike only if it is the same shape."""
    if name in OURS:
        return
    if schemas.setdefault(name, schema) != schema:
        raise ValueError(f"{capability} has another {name} than a capability before it; rename one")


def operation(capability: str, method: str, path: str, found: Json) -> Json:
    access = found.get("tags", [])
    summary = found.get("description") or found["operationId"].split("_v1_")[0].replace("_", " ")
    public = PUBLIC in access
    answers = {code: answer for code, answer in found["responses"].items() if code != "422"}
    if "204" in answers:
        answers["204"] = {"description": HTTPStatus.NO_CONTENT.phrase}  # the resolver gives even this a body
    for status in refusals(method, path, public=public):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    kept: Json = {key: found[key] for key in ("parameters", "requestBody") if key in found}
    return {
        "tags": [capability],
        "operationId": found["operationId"].split("_v1_")[0],
        "summary": summary,
        "security": [] if public else [{"bearer": []}],
        "x-roles": ["anyone"] if public else sorted(allowed_groups(access)) or [SIGNED_IN],
        **kept,
        "responses": dict(sorted(answers.items())),
    }


def refusals(method: str, path: str, *, public: bool) -> list[int]:
    """Which problems a caller of this operation must be ready for."""
    wanted = {422, 429, 500}
    wanted |= set() if public else {401, 403}
    wanted |= {404} if "{" in path or path in NAMED_IN_THE_BODY else set()
    wanted |= {400, 409, 413} if method in CHANGING else set()
    wanted |= {410} if path.endswith("/viewers/{viewing_id}") and method == "put" else set()
    wanted |= {412} if method == "patch" else set()
    return sorted(wanted)


def _refusal(status: int) -> Json:
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer: Json = {"description": HTTPStatus(status).phrase, "content": content}
    if status in {429, 503}:
        answer["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
    return answer
