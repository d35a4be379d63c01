import json

from openapi_spec_validator import OpenAPIV31SpecValidator

import app
from infra.capability import routes
from tools import generate_docs


def described() -> dict:
    return json.loads((generate_docs.ROOT / "docs" / "openapi.json").read_text())


def test_the_generated_pages_are_fresh():
    assert generate_docs.stale() == [], "run make docs"


def test_the_api_s_description_is_valid_openapi():
    assert list(OpenAPIV31SpecValidator(described()).iter_errors()) == []


def test_every_route_is_described_with_its_roles_and_its_refusals():
    paths = described()["paths"]
    count = 0
    for capability, module in ((c.name, module) for c in app.CAPABILITIES for module in c.apis):
        for method, path, operation in routes(capability, module):
            found = paths[path][method]
            count += 1
            public = "public" in operation.tags
            assert found["security"] == ([] if public else [{"bearer": []}])
            assert (found["x-roles"] == ["anyone"]) is public
            assert {"422", "429"} <= set(found["responses"])
            assert ({"401", "403"} <= set(found["responses"])) is not public
    assert count == sum(len(item) for item in paths.values())


def test_operations_have_names_of_their_own():
    names = [operation["operationId"] for item in described()["paths"].values() for operation in item.values()]
    assert len(names) == len(set(names))


def test_every_refusal_is_a_problem_document():
    for answer in described()["components"]["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]
    assert "HTTPValidationError" not in json.dumps(described())
