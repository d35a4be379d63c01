import json

import pytest
from pydantic import BaseModel

from kernel import problems
from kernel.access import PUBLIC, SIGNED_IN, allow, check
from kernel.clock import now
from kernel.errors import Conflict, Forbidden, TooManyRequests, Unauthenticated
from kernel.http import caller, etag_of, http_api, lambda_handler, no_content, require_unchanged
from kernel.pagination import Cursor, Limit
from kernel.schemas import RequestBody, View
from kernel.transactions import Contention
from tests.lambdas import call, claims

api = http_api()


class Wish(RequestBody):
    name: str
    count: int = 1


class Thing(View):
    name: str


@api.get("/things", tags=[PUBLIC])
def things(limit: Limit = 20, cursor: Cursor = None) -> dict[str, int]:
    return {"limit": limit}


@api.post("/things", tags=[SIGNED_IN], status_code=201)
def make(body: Wish) -> Thing:
    return Thing(name=body.name)


@api.patch("/things/one", tags=[PUBLIC])
def change() -> Thing:
    current = Thing(name="one")
    require_unchanged(api, current)
    return current


@api.get("/things/one", tags=[PUBLIC])
def one() -> Thing:
    return Thing(name="one")


@api.delete("/things/one", tags=allow("operator"), status_code=204)
def drop() -> object:
    return no_content()


@api.get("/busy", tags=[PUBLIC])
def busy() -> Thing:
    raise TooManyRequests("Slow down.", retry_after=7)


@api.get("/lost", tags=[PUBLIC])
def lost() -> Thing:
    raise Contention("somebody else")


@api.get("/broken", tags=[PUBLIC])
def broken() -> Thing:
    raise ZeroDivisionError("secret words")


@api.get("/untagged")
def untagged() -> Thing:
    return Thing(name="never seen")


@api.get("/whoami", tags=[PUBLIC])
def whoami() -> Thing:
    return Thing(name=caller(api).user_id)


handler = lambda_handler(api)


def test_every_refusal_is_a_problem_document_with_a_trace():
    answer = call(handler, "GET", "/busy")
    assert (answer.status, answer.code) == (429, "too_many_requests")
    assert answer.headers["Retry-After"] == "7"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "type": "/problems/too_many_requests", "title": "Too many requests", "status": 429, "detail": "Slow down.",
        "code": "too_many_requests", "trace_id": "req-1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "title"),
    [
        (None, "Too many requests"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "요청이 너무 많습니다"),
        ("zh-CN", "请求过多"),
        ("fr, zh;q=0.5", "请求过多"),
        ("fr", "Too many requests"),
    ],
)
def test_titles_speak_the_reader_s_language(accept: str | None, title: str):
    answer = call(handler, "GET", "/busy", headers={"accept-language": accept} if accept else {})
    assert answer.json["title"] == title


def test_every_status_of_ours_has_a_title_in_every_language():
    statuses = {kind.status for kind in all_problems()}
    assert statuses <= set(problems.TITLES)
    assert all(len(titles) == len(problems.LANGUAGES) and all(titles) for titles in problems.TITLES.values())


def all_problems() -> set[type]:
    from kernel.errors import Problem

    return {Problem, *Problem.__subclasses__()}


def test_an_unforeseen_error_tells_nothing_of_itself():
    answer = call(handler, "GET", "/broken")
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "secret" not in answer.text
    assert answer.json["trace_id"] == "req-1"


def test_a_lost_race_is_a_conflict():
    assert (call(handler, "GET", "/lost").status, call(handler, "GET", "/lost").code) == (409, "changed_meanwhile")


def test_an_unknown_route_is_a_problem_too():
    assert call(handler, "GET", "/nowhere").code == "no_such_route"


def test_an_unknown_field_is_refused_with_a_pointer_to_it():
    answer = call(handler, "POST", "/things", {"name": "x", "nmae": "y"}, who=claims())
    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert [error["pointer"] for error in answer.json["errors"]] == ["/nmae"]


@pytest.mark.parametrize("raw", ["{", "\x00", "[1", '{"name": }'])
def test_a_body_that_is_no_json_is_a_bad_request(raw: str):
    answer = call(handler, "POST", "/things", raw_body=raw, who=claims())
    assert (answer.status, answer.code) == (400, "malformed_json")


@pytest.mark.parametrize("raw", ["[]", "null", '"text"', None])
def test_a_body_of_another_shape_is_unprocessable(raw: str | None):
    assert call(handler, "POST", "/things", raw_body=raw, who=claims()).status == 422


def test_who_may_not_is_told_so_before_the_body_is_looked_at():
    assert call(handler, "POST", "/things", {"wrong": 1}).status == 401
    assert call(handler, "DELETE", "/things/one", who=claims("u", "viewer", "seller")).code == "role_required"
    assert call(handler, "DELETE", "/things/one", who=claims("u", "viewer", "operator")).status == 204


def test_a_route_without_a_tag_is_closed():
    assert call(handler, "GET", "/untagged").code == "no_such_route"
    assert call(handler, "GET", "/untagged", who=claims("u", "operator")).code == "no_such_route"


def test_asking_for_a_caller_where_nobody_signed_in_is_refused():
    assert call(handler, "GET", "/whoami").status == 401
    assert call(handler, "GET", "/whoami", who=claims("usr-7")).json == {"name": "usr-7"}


@pytest.mark.parametrize(("limit", "status"), [("0", 422), ("1", 200), ("100", 200), ("101", 422), ("ten", 422)])
def test_limits_are_bounded(limit: str, status: int):
    assert call(handler, "GET", "/things", query={"limit": limit}).status == status


def test_what_is_read_carries_a_validator_that_spares_the_second_answer():
    first = call(handler, "GET", "/things/one")
    tag = first.headers["ETag"]
    assert tag == etag_of({"name": "one"})
    for seen in (tag, f'"other", {tag}', f"W/{tag}"):
        again = call(handler, "GET", "/things/one", headers={"if-none-match": seen})
        assert (again.status, again.text, again.headers["ETag"]) == (304, "", tag)
    assert call(handler, "GET", "/things/one", headers={"if-none-match": '"other"'}).status == 200


def test_a_change_upon_another_version_is_refused():
    tag = call(handler, "GET", "/things/one").headers["ETag"]
    assert call(handler, "PATCH", "/things/one", headers={"if-match": tag}).status == 200
    assert call(handler, "PATCH", "/things/one", headers={"if-match": "*"}).status == 200
    assert call(handler, "PATCH", "/things/one").status == 200
    refused = call(handler, "PATCH", "/things/one", headers={"if-match": '"another"'})
    assert (refused.status, refused.code) == (412, "precondition_failed")


def test_a_validator_does_not_depend_on_the_order_of_members():
    assert etag_of({"a": 1, "b": [1, 2]}) == etag_of(json.loads('{"b":[1,2],"a":1}'))
    assert etag_of({"a": 1}) != etag_of({"a": 2})


def test_unknown_roles_cannot_be_declared():
    with pytest.raises(ValueError, match="wizard"):
        allow("wizard")
    with pytest.raises(ValueError, match="no groups"):
        allow()


def test_groups_may_come_as_a_list_or_as_api_gateway_s_text():
    check(allow("seller"), {"sub": "u", "cognito:groups": ["viewer", "seller"]})
    check(allow("seller"), {"sub": "u", "cognito:groups": "[viewer seller]"})
    with pytest.raises(Forbidden):
        check(allow("seller"), {"sub": "u", "cognito:groups": "[reseller]"})
    with pytest.raises(Unauthenticated):
        check(allow("seller"), {})


def test_a_problem_may_carry_a_code_of_its_own():
    assert Conflict("x").code == "conflict"
    assert Conflict("x", code="taken").code == "taken"
    document = problems.document(Conflict("x", code="taken"), trace_id="t")
    assert document["type"] == "/problems/taken"
    assert isinstance(now().tzinfo, object)
    assert issubclass(Thing, BaseModel)
