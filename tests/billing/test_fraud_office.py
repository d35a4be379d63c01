"""Cases in the back office: who may read, who decides, and what the audit log has of it."""

from typing import Any

import pytest

from functions.backoffice import api as office
from functions.backoffice.audit import DeedRow
from functions.billing.fraud.cases import CaseRow, DynamoCases, case_of
from functions.billing.fraud.domain import Asked, Finding, Verdict
from functions.billing.fraud.wiring import deciding
from functions.billing.payouts.accounts import DynamoAccounts
from kernel import clock
from kernel.money import Money
from tests import desks
from tests.billing.stripe_server import StripeServer
from tests.lambdas import Answer, call, claims

CASES = "/v1/backoffice/fraud-cases"
WHY = {"reason": "Talked to the bank"}


@pytest.fixture(autouse=True)
def _desk(stripe: StripeServer, monkeypatch: pytest.MonkeyPatch, setting: Any) -> None:
    deciding.cache_clear()
    desks.connect(monkeypatch, setting)


def ask(method: str, path: str, body: Any = None, role: str = "operator", **query: str) -> Answer:
    return call(office.handler, method, path, body, who=claims("usr_op", role), query=query)


def opened(number: int) -> str:
    asked = Asked(f"don_{number}", "usr_sora", "donation", "chn_mina", Money(500, "USD"), "chn_mina")
    row = case_of(
        f"frc_{number}", asked, Verdict(80, "block", (Finding("card_testing", 4, 80),)), "blocked", clock.now()
    )
    DynamoCases().open(row)
    return str(row.id)


def test_cases_are_paged_by_state(stripe: StripeServer) -> None:
    for number in range(3):
        opened(number)
    first = ask("GET", CASES, role="finance", limit="2").json
    rest = ask("GET", CASES, role="finance", limit="2", cursor=first["next_cursor"]).json
    assert {one["id"] for one in first["items"] + rest["items"]} == {"frc_0", "frc_1", "frc_2"}
    assert ask("GET", CASES, state="cleared").json["items"] == []
    assert first["items"][0]["rules"] == [{"rule": "card_testing", "value": 4, "points": 80}]


def test_an_operator_decides_once_and_finance_does_not(stripe: StripeServer) -> None:
    named = opened(1)
    refused = ask("POST", f"{CASES}/{named}/clear", WHY, role="finance")
    assert (refused.status, refused.json["code"]) == (403, "role_required")
    assert CaseRow.get(named).state == "open"
    cleared = ask("POST", f"{CASES}/{named}/clear", WHY).json
    assert (cleared["state"], cleared["decided_by"], cleared["reason"]) == ("cleared", "usr_op", WHY["reason"])
    again = ask("POST", f"{CASES}/{named}/confirm", WHY)
    assert (again.status, again.json["code"]) == (409, "case_decided")
    assert ask("GET", f"{CASES}/frc_none").json["code"] == "no_such_case"
    logged = sorted((int(row.status), row.about, row.reason) for row in DeedRow.scan())
    assert [(status, about) for status, about, _ in logged] == [(200, named), (403, named), (409, named)]
    assert logged[0][2] == WHY["reason"]


def test_a_person_is_blocked_and_unblocked(stripe: StripeServer) -> None:
    assert ask("GET", "/v1/backoffice/people/usr_sora/block").json["blocked"] is None
    told = ask("POST", "/v1/backoffice/people/usr_sora/block", WHY).json["blocked"]
    assert (told["by"], told["reason"]) == ("usr_op", WHY["reason"])
    assert ask("POST", "/v1/backoffice/people/usr_sora/unblock", WHY).json["blocked"] is None


def test_an_operator_holds_payouts_with_a_reason(stripe: StripeServer) -> None:
    held = ask("POST", "/v1/backoffice/payees/usr_mina/hold", WHY).json
    assert held == {"user_id": "usr_mina", "held_why": WHY["reason"]}
    assert DynamoAccounts().find("usr_mina").holds() == "held_by_operator"
    assert ask("POST", "/v1/backoffice/payees/usr_mina/release", WHY).json["held_why"] is None
    assert ask("POST", "/v1/backoffice/payees/usr_mina/hold", {"reason": "x"}).status == 422


@pytest.mark.parametrize(
    "path",
    [f"{CASES}/frc_own/clear", f"{CASES}/frc_own/confirm"]
    + [f"/v1/backoffice/people/usr_op/{act}" for act in ("block", "unblock")]
    + [f"/v1/backoffice/payees/usr_op/{act}" for act in ("hold", "release")],
)
def test_nobody_decides_about_himself(stripe: StripeServer, path: str) -> None:
    asked = Asked("don_own", "usr_op", "donation", "chn_mina", Money(500, "USD"), "chn_mina")
    verdict = Verdict(80, "block", (Finding("card_testing", 4, 80),))
    DynamoCases().open(case_of("frc_own", asked, verdict, "blocked", clock.now()))
    DynamoAccounts().hold("usr_op", "usr_other", "A look", clock.now())
    deciding().block("usr_op", "usr_other", "A look")
    refused = ask("POST", path, WHY)
    assert (refused.status, refused.json["code"]) == (409, "own_case")
    assert CaseRow.get("frc_own").state == "open"
    assert DynamoAccounts().find("usr_op").held_why == "A look"
    assert ask("GET", "/v1/backoffice/people/usr_op/block").json["blocked"]["by"] == "usr_other"
