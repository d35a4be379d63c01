"""One synthesis a session: stage prod, with this interpreter's runtime so that nothing is downloaded."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """Stack name → CloudFormation template, without cdk-nag and the CDK's own validation (`make check` has both)."""
    import app as table_of_contents
    from infra import code
    from infra.application import build
    from infra.edge import stack as edge

    site = tmp_path_factory.mktemp("site")
    (site / "index.html").write_text("<!doctype html>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edge, "SITE", site)
        patch.setattr(code, "STAGING", tmp_path_factory.mktemp("build"))
        patch.setenv("CDK_VALIDATION", "false")
        context = json.loads((ROOT / "cdk.json").read_text())["context"]
        context["stages"]["prod"].update(runtime="host", dependencies="runtime", architecture="x86_64")
        stacks = build(App(context={**context, "stage": "prod", "nag": "off"}), table_of_contents.CAPABILITIES)
        yield {stack.stack_name: dict(Template.from_stack(stack).to_json()) for stack in stacks}


@pytest.fixture(scope="session")
def resources(templates: dict[str, dict[str, Any]]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    """CloudFormation type → (stack, logical id, resource)."""
    found: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for stack, template in templates.items():
        for logical_id, resource in template["Resources"].items():
            found.setdefault(resource["Type"], []).append((stack, logical_id, resource))
    return found
