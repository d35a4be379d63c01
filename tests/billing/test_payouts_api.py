"""The API of payouts: where one is paid, what was paid, and the explainer; the owner's only."""

from datetime import timedelta
from typing import Any

import pytest

from functions.billing import payouts_api
from functions.billing.ledger.store import RateRow
from functions.billing.payouts.accounts import Accounts, DynamoAccounts
from functions.billing.payouts.connect import ConnectAccount, TransferRefused
from functions.billing.payouts.rows import PayoutRow
from tests.billing.payout_world import CHANNEL, NOW, OWNER, RUN, World, donation, taken_back
from tests.lambdas import Answer, call, claims

ACCOUNT = "/v1/me/payout-account"
PAYOUTS = f"/v1/channels/{CHANNEL}/payouts"
KOREAN = {"country": "KR", "kind": "individual", "tax_reference": "tok_0123456789"}


def ask(method: str, path: str, body: Any = None, who: str = OWNER, **more: Any) -> Answer:
    return call(payouts_api.handler, method, path, body, who=claims(who, "viewer"), **more)


class FakeConnect:
    def __init__(self) -> None:
        self.opened: list[tuple[str, str, str]] = []
        self.links: list[str] = []

    def open_account(self, user_id: str, country: str, kind: str) -> ConnectAccount:
        self.opened.append((user_id, country, kind))
        return ConnectAccount(f"acct_{user_id}", payouts_enabled=False)

    def link(self, account_id: str, back_to: str, key: str) -> str:
        self.links.append(f"{account_id} {back_to} {key}")
        return f"https://connect.stripe.test/{len(self.links)}"


@pytest.fixture
def connect(here: World, monkeypatch: pytest.MonkeyPatch) -> FakeConnect:
    fake = FakeConnect()
    monkeypatch.setattr(payouts_api, "accounts", lambda: Accounts(DynamoAccounts(), fake))
    return fake


def test_the_tax_profile_says_its_consequences(here: World) -> None:
    before = ask("GET", ACCOUNT, who="usr_new").json
    assert (before["hold"], before["country"]) == ("no_tax_profile", None)
    after = ask("PUT", ACCOUNT, KOREAN, who="usr_new").json
    assert (after["hold"], after["income_tax_rate"], after["local_tax_rate"]) == ("no_account", "3/100", "1/10")
    assert after["consequence"].startswith("3 % income tax and, of that, 10 % local tax")
    assert "tok_" not in ask("GET", ACCOUNT, who="usr_new").text
    assert ask("PUT", ACCOUNT, {**KOREAN, "kind": "business"}).json["income_tax_rate"] == "0"


@pytest.mark.parametrize("wrong", [{"tax_reference": "900101-1234567"}, {"country": "Korea"}, {"kind": "robot"}])
def test_a_tax_number_itself_is_refused(here: World, wrong: dict[str, str]) -> None:
    assert ask("PUT", ACCOUNT, {**KOREAN, **wrong}).status == 422


def test_onboarding_opens_one_account_and_gives_a_link_once_a_key(connect: FakeConnect) -> None:
    path, body = f"{ACCOUNT}/onboarding", {"return_path": "/studio/payouts"}
    assert ask("POST", path, body, "usr_new").code == "idempotency_key_missing"
    assert ask("POST", path, body, "usr_new", headers={"idempotency-key": "a"}).code == "no_tax_profile"
    ask("PUT", ACCOUNT, KOREAN, "usr_new")
    first, again, other = (
        ask("POST", path, body, "usr_new", headers={"idempotency-key": key}) for key in ("a", "a", "b")
    )
    assert (first.status, again.json, other.json["url"]) == (201, first.json, "https://connect.stripe.test/2")
    assert connect.opened == [("usr_new", "KR", "individual")]
    assert connect.links[0].startswith("acct_usr_new https://site.example/studio/payouts usr_new-")
    assert ask("GET", ACCOUNT, who="usr_new").json["hold"] == "account_not_enabled"
    assert DynamoAccounts().set_enabled("acct_usr_new", enabled=True)
    assert not DynamoAccounts().set_enabled("acct_nobody", enabled=True)
    assert ask("GET", ACCOUNT, who="usr_new").json["hold"] is None


def test_only_the_owner_sees_payouts(here: World) -> None:
    donation("1", 10_000)
    here.running.run(RUN)
    (row,) = PayoutRow.scan()
    for path in (PAYOUTS, f"{PAYOUTS}/next", f"{PAYOUTS}/{row.id}"):
        assert ask("GET", path).status == 200
        assert ask("GET", path, who="usr_else").status == 404
        assert call(payouts_api.handler, "GET", path).status == 401
    other = f"/v1/channels/chn_none/payouts/{row.id}"
    assert ask("GET", other).code == "no_such_channel"
    assert ask("GET", f"{PAYOUTS}/po_none").code == "no_such_payout"


def test_payouts_are_listed_with_figures_and_lines_page_by_page(here: World) -> None:
    for number in range(3):
        donation(f"{number}", 10_000)
    taken_back("0", 700, 300)
    here.transfers.raises = [TransferRefused("balance_insufficient")]
    here.running.run(RUN)
    (waiting,) = ask("GET", PAYOUTS).json["items"]
    assert (waiting["state"], waiting["reason"], waiting["expected_on"]) == (
        "waiting", "balance_insufficient", "2026-12-16"
    )  # fmt: skip
    here.running.run(RUN)
    (paid,) = ask("GET", PAYOUTS).json["items"]
    assert (paid["state"], paid["gross_minor"], paid["adjustments_minor"], paid["net_minor"]) == (
        "paid", 21_000, 700, 20_300
    )  # fmt: skip
    lines, cursor = [], None
    while True:
        query = {"limit": "3", **({"cursor": cursor} if cursor else {})}
        page = ask("GET", f"{PAYOUTS}/{paid['id']}", query=query).json
        lines += page["lines"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert sum(line["amount_minor"] for line in lines) == 20_300
    assert sorted(line["source"] for line in lines) == ["donation"] * 3 + ["refund"]


def test_what_a_run_left_is_listed_with_reason_sentence_and_dates(here: World) -> None:
    donation("1", 1_000)
    here.running.run(RUN)
    (left,) = ask("GET", PAYOUTS).json["carried"]
    assert (left["reason"], left["amount_minor"], left["day"], left["expected_on"]) == (
        "under_threshold", 700, "2026-12-15", "2027-01-15"
    )  # fmt: skip
    assert left["sentence"]


def test_the_explainer_goes_from_what_viewers_paid_to_the_bank(here: World) -> None:
    RateRow("KRW/USD", "2026-01-01", rate="1/1400", source="test").save()
    ask("PUT", ACCOUNT, KOREAN)
    donation("1", 110_000, currency="KRW", tax=10_000)
    donation("2", 22_000, currency="KRW", tax=2_000, at=NOW - timedelta(days=2))
    taken_back("1", 7_000, 3_000, currency="KRW")
    donation("3", 1_000)
    won, dollars = (
        next(item for item in ask("GET", f"{PAYOUTS}/next").json["items"] if item["currency"] == currency)
        for currency in ("KRW", "USD")
    )
    assert {step["code"]: step["amount_minor"] for step in won["steps"]} == {
        "given": 132_000,
        "tax": -12_000,
        "platform": -36_000,
        "taken_back": -7_000,
        "not_due": -14_000,
        "income_tax": -1_890,
        "local_tax": -180,
    }
    assert won["net_minor"] == sum(step["amount_minor"] for step in won["steps"]) == 60_930
    assert (won["expected_on"], won["left_out"]) == ("2026-12-15", 0)
    assert [step["expected_on"] for step in won["steps"] if step["code"] == "not_due"] == ["2027-01-15"]
    assert sum(line["amount_minor"] for line in won["lines"] if line["step"] == "next") == 63_000
    assert {line["due_on"] for line in won["lines"] if line["step"] == "not_due"} == {"2026-12-28"}
    assert [(step["code"], step["amount_minor"]) for step in dollars["steps"]] == [
        ("given", 1_000), ("platform", -300), ("under_threshold", -700)
    ]  # fmt: skip
    here.running.run(RUN)
    (paid,) = ask("GET", PAYOUTS).json["items"]
    assert paid["net_minor"] == won["net_minor"]
    after = next(item for item in ask("GET", f"{PAYOUTS}/next").json["items"] if item["currency"] == "KRW")
    assert (after["expected_on"], after["net_minor"]) == ("2027-01-15", 0)
    assert [step["code"] for step in after["steps"]][-1] == "under_threshold"
