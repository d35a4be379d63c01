"""The processor's balance beside the books: every movement once, matched or in a difference somebody can look up."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.billing import desk, on_processor_event, reconcile
from functions.billing.ledger import chart
from functions.billing.reconciliation.domain import Movement, match
from kernel.money import decimal_text
from tests.billing.gifts import GIFT, give
from tests.billing.life import Life, living
from tests.billing.test_invoice_refunds import balances
from tests.lambdas import LambdaContext

COLUMNS = ("balance_transaction_id", "created", "available_on", "currency", "gross", "fee", "net",
           "reporting_category", "source_id", "description", "payment_intent_id")  # fmt: skip


@pytest.fixture
def life(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Iterator[Life]:
    with living(monkeypatch, setting) as made:
        made.customer(tried={"viewer"})
        made.subscribe("premium")
        opened = give({**GIFT, "amount_minor": 1000}).json
        made.server.pay(opened["checkout_url"], "4000 0000 0000 0259")
        made.hear()
        (dispute,) = made.client.v1.disputes.list().data
        text = {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
        made.client.v1.disputes.update(dispute.id, text)
        made.hear()
        made.ask("POST", f"/v1/me/invoices/{made.invoices()[0]['id']}/refund")
        made.hear()
        balances(made, "USD")  # which books it all
        yield made


def settlement_file(life: Life) -> list[dict[str, str]]:
    """Stripe's itemised report of the same movements, in major units."""
    rows = []
    for moved in life.client.v1.balance_transactions.list({"limit": 100, "expand": ["data.source"]}).data:
        currency, source = moved.currency.upper(), moved.source.to_dict()
        created = datetime.fromtimestamp(moved.created, UTC)
        rows.append(
            {
                "balance_transaction_id": moved.id,
                "created": f"{created:%Y-%m-%d %H:%M:%S}",
                "currency": moved.currency,
                "gross": decimal_text(moved.amount, currency),
                "fee": decimal_text(moved.fee, currency),
                "net": decimal_text(moved.net, currency),
                "reporting_category": moved.reporting_category,
                "source_id": source["id"],
                "payment_intent_id": source.get("payment_intent") or "",
            }
        )
    return rows


def sent(rows: list[dict[str, str]]) -> Any:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    given = {"csv": text.getvalue(), "by": "usr_finance"}
    return desk.handler({"do": "reconcile_file", "with": given}, LambdaContext())


def test_invariant_17_the_processors_own_records_are_the_books(life: Life):
    day = life.now.date().isoformat()
    found = reconcile.handler({"first": day, "last": day}, LambdaContext())
    assert (found["matched"], found["differences"]) == (5, [])
    assert found["net"]["USD"] == -balances(life, "USD")[chart.PROCESSOR]


def test_invariant_17_so_does_its_file_and_what_differs_is_listed(life: Life):
    rows = settlement_file(life)
    assert sent(rows)["answer"]["clean"]
    life.now += timedelta(seconds=1)
    (charge,) = [row for row in rows if row["gross"] == "9.99"]
    (refund,) = [row for row in rows if row["reporting_category"] == "refund"]
    changed = [
        *(row for row in rows if row not in (charge, refund)),
        {**charge, "gross": "19.99"},
        {**refund, "source_id": "re_unheard", "balance_transaction_id": "txn_x"},
    ]
    found = sent(changed)["answer"]
    assert (found["matched"], found["unmatched"]) == (3, 3)
    assert {
        (one["state"], one["source_id"]): (one["processor_gross"], one["books_gross"]) for one in found["differences"]
    } == {
        ("amounts", charge["payment_intent_id"]): (1999, 999),
        ("only_books", refund["source_id"]): (None, -999),
        ("only_processor", "re_unheard"): (-999, None),
    }
    months = desk.handler({"do": "months", "with": {}}, LambdaContext())["answer"]["items"]
    assert [(one["period"], one["unmatched"]) for one in months] == [("2027-01", 3)]


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"gross": "9.999"}, "invalid_lines", "/lines/2"),
        ({"gross": "ten"}, "invalid_lines", "/lines/2"),
        ({"currency": "xyz"}, "invalid_lines", "/lines/2"),
        ({"created": "yesterday"}, "invalid_lines", "/lines/2"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_line(life: Life, change: dict[str, str], code: str, pointer: str):
    problem = sent([{**settlement_file(life)[0], **change}])["problem"]
    assert (problem["status"], problem["code"], problem["errors"][0]["pointer"]) == (422, code, pointer)


def test_another_file_and_an_empty_one_are_refused(life: Life):
    ask = {"do": "reconcile_file", "with": {"csv": "a,b\n1,2\n", "by": "usr_finance"}}
    assert desk.handler(ask, LambdaContext())["problem"]["code"] == "not_a_balance_report"
    assert sent([])["problem"]["code"] == "empty_file"


def test_a_payout_of_the_processor_arrives_at_the_bank_once(life: Life):
    """KRW and others would do; the stand-in has dollars that are available at once for one card."""
    opened = give({**GIFT, "amount_minor": 9000}, "available").json
    life.server.pay(opened["checkout_url"], "4000 0000 0000 0077")
    life.hear()
    made = life.client.v1.payouts.create({"amount": 2000, "currency": "usd"})
    on_processor_event.run({"type": "payout.paid", "id": made.id})
    assert chart.CASH not in balances(life, "USD"), "on its way"
    life.server.account.get("payout", made.id)["status"] = "paid"
    on_processor_event.run({"type": "payout.paid", "id": made.id})
    on_processor_event.run({"type": "payout.paid", "id": made.id})
    found = balances(life, "USD")
    assert found[chart.CASH] == -2000
    day = life.now.date().isoformat()
    assert reconcile.handler({"first": day, "last": day}, LambdaContext())["clean"]


MOVES = st.builds(
    Movement,
    st.sampled_from(["charge", "refund", "payout"]),
    st.sampled_from(["a", "b", "c", "d"]),
    st.sampled_from(["USD", "KRW"]),
    st.integers(-500, 500),
    st.integers(0, 9),
    st.just(date(2027, 1, 31)),
)


@given(st.lists(MOVES, max_size=12), st.lists(MOVES, max_size=12))
def test_every_movement_is_in_the_result_once(theirs: list[Movement], ours: list[Movement]):
    result = match(theirs, ours)
    keys = {one.key for one in [*theirs, *ours]}
    assert result.matched + len(result.differences) == len(keys)
    told = sum((one.processor_gross or 0) - (one.books_gross or 0) for one in result.differences)
    assert told == sum(one.gross for one in theirs) - sum(one.gross for one in ours)
    assert match(theirs, theirs).clean
