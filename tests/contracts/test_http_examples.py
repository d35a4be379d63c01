"""What docs/openapi.json shows is what the API takes: its examples are checked against it, then sent."""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import app
from functions.billing.reconciliation import reconciling
from functions.identity import api as identity_api
from functions.identity.domain import TERMS_VERSION, Profile
from functions.identity.service import Identity
from functions.identity.store import DynamoProfiles
from infra.capability import routes
from kernel.access import GROUPS
from kernel.clock import now
from tests import desks
from tests.identity.test_identity import FakeDirectory
from tests.lambdas import Answer, call, claims

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = json.loads((ROOT / "docs" / "openapi.json").read_text())
PROBLEM = "application/problem+json"


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


ANSWERED_BY = {
    (method, path): f"functions.{capability.name}.{module}"
    for capability in app.CAPABILITIES
    for module in capability.apis
    for method, path, _ in routes(capability.name, module)
}
OPERATIONS = [pytest.param(*one, id=f"{one[0]} {one[1]}") for one in operations()]
WITH_BODY = [pytest.param(*one, id=f"{one[0]} {one[1]}") for one in operations() if "requestBody" in one[2]]


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What a reference within the document points at."""
    for part in node.get("$ref", "#").split("/")[1:]:
        node = DOCUMENT[part] if part == "components" else node[part]
    return node


def schema_of(operation: dict[str, Any]) -> dict[str, Any]:
    return resolved(operation["requestBody"]["content"]["application/json"]["schema"])


def faults(schema: dict[str, Any], body: Any) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(body)]


ONCE = {"idempotency-key": "a-key-of-the-tests"}  # routes that need none take no notice
BOOKS = {"LEDGER_ENTITY": "madang", "LEDGER_CURRENCY": "USD", "LEDGER_ZONE": "UTC"}


def send(method: str, path: str, operation: dict[str, Any], body: Any) -> Answer:
    api = importlib.import_module(ANSWERED_BY[method, path])
    named = [role for role in operation["x-roles"] if role in GROUPS]
    role = [] if operation["x-roles"] == ["anyone"] else named[:1] or ["streamer"]
    return call(
        api.handler, method.upper(), re.sub(r"\{\w+}", "none", path), body, who=claims("usr_1", *role), headers=ONCE
    )


@pytest.fixture
def cognito(tables: None, monkeypatch: pytest.MonkeyPatch) -> FakeDirectory:
    mina = Profile("usr_1", "mina@example.com", "Mina", "ko", TERMS_VERSION, now())
    fake = FakeDirectory({mina.user_id: mina, mina.email: mina})
    identity = Identity(DynamoProfiles(), fake, now)
    monkeypatch.setattr(identity_api, "identity", lambda: identity)
    return fake


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_has_a_name_and_documents_its_refusals(method: str, path: str, operation: dict[str, Any]):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
    answers = operation["responses"]
    refusals = {status: resolved(answer) for status, answer in answers.items() if status[0] in "45"}
    assert refusals
    for status, answer in refusals.items():
        assert list(answer["content"]) == [PROBLEM], status
        assert resolved(answer["content"][PROBLEM]["schema"])["title"] == "Problem"
    assert [status for status in answers if status[0] == "2"], "and what it answers when all is well"
    assert "content" not in answers.get("204", {}), "no content is none"


@pytest.mark.parametrize(("method", "path", "operation"), WITH_BODY)
def test_every_body_has_an_example_that_is_valid(method: str, path: str, operation: dict[str, Any]):
    schema = schema_of(operation)
    assert schema.get("examples"), "give the request model json_schema_extra=example({...})"
    for body in schema["examples"]:
        assert faults(schema, body) == []
        assert faults(schema, {**body, "unheard_of": 1})


@pytest.mark.parametrize(("method", "path", "operation"), WITH_BODY)
def test_the_api_takes_its_own_examples(
    method: str, path: str, operation: dict[str, Any], cognito: FakeDirectory, setting: Any, monkeypatch: Any
):
    """There is no such channel or title here, and the API says so, as it documents."""
    setting(SITE_URL="https://site.example", UPLOADS_BUCKET="uploads", **BOOKS)
    desks.connect(monkeypatch, setting)
    monkeypatch.setattr(reconciling, "movements_between", lambda *_: [])
    for body in schema_of(operation)["examples"]:
        answer = send(method, path, operation, body)
        assert answer.status not in {400, 401, 403, 413, 422, 500}, answer.text
        assert str(answer.status) in operation["responses"]
        refused = send(method, path, operation, {**body, "unheard_of": 1})
        assert (refused.status, refused.json["errors"][0]["pointer"]) == (422, "/unheard_of")
        assert faults(resolved({"$ref": "#/components/schemas/Problem"}), refused.json) == []
