"""Every group, and nobody, against every route there is."""

import importlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

import app
from functions.backoffice.office import Office
from infra.capability import routes
from kernel.access import GROUPS, PUBLIC, SIGNED_IN, allowed_groups
from tests.lambdas import call, claims

Route = tuple[str, str, str, frozenset[str]]  # module, method, path, tags
ANONYMOUS = "nobody"
WITHOUT_GROUP = "no group"


def every_route() -> Iterator[Route]:
    for capability in app.CAPABILITIES:
        for module in capability.apis:
            for method, path, operation in routes(capability.name, module):
                yield f"{capability.name}.{module}", method.upper(), path, frozenset(operation.tags or [])


def choices(capability: str, module: str) -> Iterator[tuple[tuple[str, str], dict[str, list[str]]]]:
    """Of each route, the words that a part of its path may be, where they are few or a number."""
    for method, path, operation in routes(capability, module):
        parts = {one.name: one.schema_.enum or ([1] if one.schema_.type == "integer" else None)
                 for one in operation.parameters or [] if one.in_.value == "path"}  # fmt: skip
        yield (method.upper(), path), {name: [str(one) for one in words] for name, words in parts.items() if words}


CHOICES = dict(found for one in app.CAPABILITIES for module in one.apis for found in choices(one.name, module))
ROUTES = sorted(every_route(), key=lambda route: route[:3])


def may(tags: frozenset[str], who: str) -> bool:
    if PUBLIC in tags:
        return True
    return who != ANONYMOUS and (SIGNED_IN in tags or who in allowed_groups(tags))


def ask(module: str, method: str, path: str, who: str) -> Any:
    """The answer of the real handler to a request that carries nothing useful but its caller."""
    handler = importlib.import_module(f"functions.{module}").handler
    caller = None if who == ANONYMOUS else claims("usr-1", *([] if who == WITHOUT_GROUP else [who]))
    for name, values in CHOICES.get((method, path), {}).items():
        path = path.replace(f"{{{name}}}", values[0])
    return call(handler, method, path.replace("{", "").replace("}", ""), {"": None}, who=caller)


@pytest.mark.parametrize(("name", "method", "path", "tags"), ROUTES, ids=[f"{r[1]} {r[2]}" for r in ROUTES])
def test_a_role_may_what_the_route_says_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, name: str, method: str, path: str, tags: frozenset[str]
):
    module = importlib.import_module(f"functions.{name}")
    entered: list[str] = []
    if isinstance(module.api, Office):
        monkeypatch.setattr(module.api, "_act", lambda *_: entered.append(path))
        monkeypatch.setattr(module.api, "log", lambda *_: None)
    else:
        route = next(r for r in module.api._static_routes + module.api._dynamic_routes if _is(r, method, path))
        monkeypatch.setattr(route, "_middleware_stack_built", False)
        monkeypatch.setattr(route, "_middleware_stack", lambda *_, **__: entered.append(path))
    for who in (*GROUPS, WITHOUT_GROUP, ANONYMOUS):
        answer = ask(name, method, path, who)
        if may(tags, who):
            assert answer.status not in {401, 403}, (who, answer)
            assert entered.pop() == path if method == "GET" else answer.status in {200, 201, 202, 204, 422}, (
                who,
                answer,
            )
        elif who == ANONYMOUS:
            assert (answer.status, answer.code) == (401, "unauthenticated"), (who, answer)
        else:
            assert (answer.status, answer.code) == (403, "role_required"), (who, answer)
            assert json.loads(answer.text)["detail"].startswith("This needs one of the roles")


def _is(route: Any, method: str, path: str) -> bool:
    return bool(route.method == method and route.openapi_path == path)


def test_every_route_says_who_may_call_it():
    for module, method, path, tags in ROUTES:
        assert PUBLIC in tags or SIGNED_IN in tags or allowed_groups(tags), f"{module}: {method} {path}"


def test_no_two_capabilities_answer_the_same_route():
    keys = [(method, path) for _, method, path, _ in ROUTES]
    assert len(keys) == len(set(keys))


def test_what_shows_or_changes_a_stream_key_is_never_public():
    assert all(PUBLIC not in tags for _, _, path, tags in ROUTES if "stream-key" in path or "ingest" in path)
