"""An order from the marketplace's event through the outbox to the books, back, and into the month's files."""

import csv
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracts.billing import OrderSplit, PaymentRefunded, ProcessorFeeCharged
from contracts.marketplace import OrderPayment
from functions.billing import close_month, policies
from functions.billing.commissions.agreements import Agreement, DynamoAgreements
from functions.billing.exports.month import Booked, Opening, export
from functions.billing.exports.statements import STATEMENTS, Statements
from functions.billing.ledger.journal import Balances, Head
from functions.billing.ledger.payables import open_lines
from functions.billing.ledger.store import RateRow, ledger
from tests.billing.orders import ORDERED, SELLER, back, hear, line, order, standing, turned
from tests.billing.payout_world import World
from tests.lambdas import outbox

FIVE = ("platform", "seller", "creator", "tax", "fee")


def test_an_order_is_divided_and_booked_as_the_page_of_finance_says(here: World) -> None:
    assert hear(order()) == []
    assert standing(turned()) == {"1200": -10_000, "2210": 8_000, "2200": 1_200, "4300": 800}
    (entry, _), *_ = ledger().entries("2026-11")
    assert (entry.draft.source.order_id, entry.draft.source.stream_id) == ("ord_1", "ses_1")


def test_everything_an_order_can_have_is_on_its_account(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sellers, two tax codes, discounts of both, shipping, a fee of the seller's and the processor's own."""
    policy = policies.OrderPolicy(Fraction(12, 100), Fraction(3, 100))
    monkeypatch.setattr(policies, "orders", lambda _: policy)
    first = line(1, 10_000, discount_by_seller=1_000, shipping=300, tax=930, tax_code="KR-VAT-10")
    second = line(2, 2_000, seller_id="usr_joon", goods_class="service", discount_by_platform=200, tax=90, tax_code="X")
    payment = OrderPayment(payment_id="pi_order", balance_transaction_id="txn_1", fee=300, balance_currency="USD")
    assert hear(order(first, second, payment=payment)) == []
    (split,) = outbox(OrderSplit)
    assert isinstance(split, OrderSplit)
    assert [tuple(getattr(one, name) for name in FIVE) for one in split.lines] == [
        (720, 9_000 * 80 // 100 + 300 - 306, 1_080, 930, 306),
        (300, 1_260 - 56, 240, 90, 56),
    ]
    assert standing(turned()) == {
        "1200": -(10_230 + 1_890) + 300, "2210": 7_194 + 1_204, "2200": 1_320, "4300": 1_020, "2300": 1_020,
        "5100": 362 - 300,
    }  # fmt: skip
    assert [(lines.amount.minor, lines.payment_id) for lines in open_lines("madang", "seller/usr_joon")] == [
        (1_204, "pi_order")
    ]
    assert len(outbox(ProcessorFeeCharged)) == 1


def test_sold_outside_of_a_broadcast_the_seller_keeps_the_creators_part(here: World) -> None:
    hear(order(channel_id=None))
    assert standing(turned()) == {"1200": -10_000, "2210": 9_200, "4300": 800}


def test_what_is_heard_twice_counts_once_and_a_refund_waits_for_its_order(here: World) -> None:
    refund = back("re_1", ("line_1", 1_000))
    assert hear(refund) == [0]
    assert hear(order(), order(), refund, refund) == []
    assert len(outbox(OrderSplit)) == len(outbox(PaymentRefunded)) == 1
    turned()
    assert standing(turned()) == {"1200": -9_000, "2210": 7_200, "2200": 1_080, "4300": 720}


def test_invariant_12_all_of_it_back_is_nothing_and_more_is_refused(here: World) -> None:
    first, second = line(1, 9_999, tax=777, tax_code="X"), line(2, 333, seller_id="usr_joon", shipping=50)
    hear(order(first, second))
    assert hear(back("re_1", ("line_1", 1), ("line_2", 100)), back("re_2", ("line_1", 5_000))) == []
    assert hear(back("re_3", ("line_1", 10_776 - 5_000))) == [0], "a minor unit more than is left"
    assert hear(back("re_4", ("line_1", 10_776 - 5_001), ("line_2", 283))) == []
    assert hear(back("re_5", ("line_2", 1))) == [0]
    assert standing(turned()) == {}
    assert len(outbox(PaymentRefunded)) == 3


def test_invariant_08_the_rate_is_that_of_the_day_it_was_ordered(here: World) -> None:
    def agree(percent: int, first: date) -> None:
        made = Agreement(SELLER, "general", Fraction(percent, 100), first, "usr_finance")
        DynamoAgreements().agree(made, ORDERED - timedelta(days=9), datetime.date)

    agree(6, date(2026, 11, 20))
    agree(10, date(2026, 11, 21))
    midnight = ORDERED.replace(hour=23, minute=59, second=30)  # and paid on the next day
    day = timedelta(days=1)
    hear(*(order(order_id=f"ord_{number}", ordered_at=midnight + number * day) for number in (-1, 0, 1)))
    rates = {one.order_id: one.lines[0].commission_rate for one in outbox(OrderSplit) if isinstance(one, OrderSplit)}
    assert rates == {"ord_-1": "2/25", "ord_0": "3/50", "ord_1": "1/10"}


@pytest.mark.parametrize(
    "wrong",
    [order().model_copy(update={"total": 9_999}), order(line(), line()), order(line(goods=100, discount_by_seller=101)),
     order(line(goods=0))],
)  # fmt: skip
def test_what_does_not_add_up_is_booked_nowhere_and_comes_back(here: World, wrong: Any) -> None:
    assert hear(wrong) == [0]
    assert not outbox(OrderSplit)


def test_what_the_processor_keeps_in_another_currency_is_cleared(here: World) -> None:
    RateRow("KRW/USD", "2026-01-01", rate="1/1400", source="test").save()
    payment = OrderPayment(payment_id="pi_won", balance_currency="USD", settled=1_010)
    hear(order(line(goods=14_000), currency="KRW", payment=payment))
    hear(back("re_1", ("line_1", 14_000), currency="KRW", settled=1_000))
    month = turned()
    assert month.of["1200", "USD"].balance == 10
    assert not {code for code, amount in standing(month, "KRW").items() if amount}
    assert sum(of.functional_balance for (code, _), of in month.of.items() if code == "1900") == 0


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_files_of_orders_are_the_turnover_of_their_accounts(here: World, tmp_path: Path) -> None:
    first = line(1, tax=900, tax_code="KR-VAT-10")
    hear(order(first, line(2, 777, seller_id="usr_joon", discount_by_platform=70, tax=63, tax_code="X")))
    hear(back("re_1", ("line_1", 1_234)))
    month = turned()
    entries = [Booked(entry, fact) for entry, fact in ledger().entries("2026-11")]
    statements = Statements("madang", "2026-11")
    export(
        ledger().entity, "2026-11", Opening(Balances(), Head()), entries, tmp_path, closed=True,
        registers=lambda _: [(STATEMENTS, statements.rows())],
    )  # fmt: skip
    (bought,) = rows_of(tmp_path, "orders.csv")
    assert [int(bought[name]) for name in ("platform", "sellers", "creator", "tax", "fee")] == [
        800 + 63 - 70, 8_000 + 621, 1_200 + 93, 963, 0
    ]  # fmt: skip
    splits = rows_of(tmp_path, "order_splits.csv")
    assert sorted(row["kind"] for row in splits) == ["refund", "sale", "sale"]
    columns = {"platform": "4300", "creator": "2200", "seller_net": "2210", "tax": "2300"}
    for column, account in columns.items():
        assert sum(int(row[column]) for row in splits) == -month.of[account, "USD"].balance
    assert sum(int(row["paid"]) for row in splits) == month.of["1200", "USD"].balance
    taxes = rows_of(tmp_path, "tax_vat.csv")
    assert sum(int(row["tax"]) for row in taxes) == -month.of["2300", "USD"].balance
    assert sorted((row["direction"], row["tax_code"], row["base"]) for row in taxes) == [
        ("output", "KR-VAT-10", "10000"), ("output", "X", "707"), ("reversed", "KR-VAT-10", "-1132")
    ]  # fmt: skip
    told = {row["seller_id"]: (row["opening"], row["orders"], row["refunds"], row["closing"])
            for row in rows_of(tmp_path, "seller_statements.csv")}  # fmt: skip
    gone = -sum(int(row["seller_net"]) for row in splits if row["kind"] == "refund")
    assert told == {"usr_hana": ("0", "8000", f"{-gone}", f"{8000 - gone}"), "usr_joon": ("0", "621", "0", "621")}
    assert [row[-1] for row in statements.tie_outs(month)] == [0]
    assert [payment["for_type"] for payment in rows_of(tmp_path, "payments.csv")] == ["order"]
    assert close_month.rebuild("2026-11")["restated"] == 0


def test_a_statement_goes_on_where_the_month_before_ended(here: World) -> None:
    hear(order(), order(order_id="ord_2", ordered_at=ORDERED + timedelta(days=15)))
    turned()
    rows = {
        period: list(Statements("madang", period).rows()) for period in ("2026-10", "2026-11", "2026-12", "2027-01")
    }
    assert rows == {
        "2026-10": [],
        "2026-11": [(SELLER, "USD", 0, 8_000, 0, 0, 0, 0, 8_000)],
        "2026-12": [(SELLER, "USD", 8_000, 8_000, 0, 0, 0, 0, 16_000)],
        "2027-01": [(SELLER, "USD", 16_000, 0, 0, 0, 0, 0, 16_000)],
    }
