"""The files of orders: what was bought, who has what of each line, which tax is in it; what went back is negative."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from contracts import billing as facts
from functions.billing.exports.invoices import TAX
from functions.billing.exports.subledgers import PAYMENTS
from functions.billing.exports.tables import Table
from functions.billing.ledger.entries import Entry
from kernel.clock import iso
from kernel.events import Event

Row = tuple[Any, ...]

ORDERS = Table(
    "orders.csv",
    (
        "order_id", "payment_id", "buyer_id", "channel_id", "stream_id", "currency", "goods", "discount_by_seller",
        "discount_by_platform", "shipping", "tax", "gross", "platform", "sellers", "creator", "fee", "ordered_at",
        "paid_at", "accounting_date", "returns_until",
    ),
    ("goods", "discount_by_seller", "discount_by_platform", "shipping", "tax", "gross", "platform", "sellers",
     "creator", "fee"),
)  # fmt: skip
ORDER_SPLITS = Table(
    "order_splits.csv",
    (
        "kind", "order_id", "refund_id", "line_id", "product_id", "seller_id", "goods_class", "channel_id", "currency",
        "goods", "discount_by_seller", "discount_by_platform", "shipping", "tax_code", "tax", "paid",
        "commission_rate", "commission", "platform", "creator_rate", "creator", "fee", "seller_net", "returns_until",
    ),
    ("tax", "paid", "platform", "creator", "fee", "seller_net"),
)  # fmt: skip


def orders(entry: Entry, fact: facts.OrderSplit) -> Iterator[Row]:
    def total(name: str) -> int:
        return sum(getattr(line, name) for line in fact.lines)

    about = (fact.order_id, fact.payment_id, fact.buyer_id, fact.channel_id, fact.session_id, fact.currency)
    sums = map(total, ("goods", "discount_by_seller", "discount_by_platform", "shipping", "tax"))
    parts = map(total, ("platform", "seller", "creator", "fee"))
    days = (iso(fact.ordered_at), iso(fact.paid_at), entry.accounting_date.isoformat(), iso(fact.returns_until))
    yield (*about, *sums, fact.gross, *parts, *days)


def order_splits(_: Entry, fact: facts.OrderSplit) -> Iterator[Row]:
    for line in fact.lines:
        about = ("sale", fact.order_id, None, line.line_id, line.product_id, line.seller_id, line.goods_class)
        yield (
            *about, fact.channel_id, fact.currency, line.goods, line.discount_by_seller, line.discount_by_platform,
            line.shipping, line.tax_code, line.tax, line.paid, line.commission_rate, line.commission, line.platform,
            line.creator_rate, line.creator, line.fee, line.seller, iso(fact.returns_until),
        )  # fmt: skip


def split_back(_: Entry, fact: facts.PaymentRefunded) -> Iterator[Row]:
    """Without what makes a price: what went back is told by who had it."""
    for line in fact.returned:
        about = ("refund", fact.order_id, fact.refund_id, line.line_id, None, line.seller_id, None)
        yield (
            *about, None, fact.currency, None, None, None, None, line.tax_code, -line.tax, -line.paid, None, None,
            -line.platform, None, -line.creator, -line.fee, -line.seller, None,
        )  # fmt: skip


def order_payment(entry: Entry, fact: facts.OrderSplit) -> Iterator[Row]:
    about = (fact.payment_id, "order", fact.order_id, fact.buyer_id, "succeeded")
    tax, day = sum(line.tax for line in fact.lines), entry.accounting_date.isoformat()
    yield (*about, fact.gross, tax, fact.currency, iso(fact.paid_at), day)


def order_tax(entry: Entry, fact: facts.OrderSplit) -> Iterator[Row]:
    for line in fact.lines:
        if line.tax:
            base = line.paid - line.tax
            about = (fact.order_id, line.line_id, "output", None, line.tax_code, fact.currency)
            yield (*about, base, _rate(line.tax, base), line.tax, entry.accounting_date.isoformat())


def order_tax_back(entry: Entry, fact: facts.PaymentRefunded) -> Iterator[Row]:
    sums: dict[str | None, list[int]] = defaultdict(lambda: [0, 0])
    for line in fact.returned:
        sums[line.tax_code][0] += line.paid - line.tax
        sums[line.tax_code][1] += line.tax
    for code, (base, tax) in sums.items():
        if tax:
            about = (fact.refund_id, None, "reversed", None, code, fact.currency)
            yield (*about, -base, _rate(tax, base), -tax, entry.accounting_date.isoformat())


def _rate(tax: int, base: int) -> str | None:
    return f"{tax / base:.4f}" if base else None


FILES: tuple[tuple[Table, type[Event], Callable[[Entry, Any], Iterator[Row]]], ...] = (
    (ORDERS, facts.OrderSplit, orders),
    (ORDER_SPLITS, facts.OrderSplit, order_splits),
    (ORDER_SPLITS, facts.PaymentRefunded, split_back),
    (PAYMENTS, facts.OrderSplit, order_payment),
    (TAX, facts.OrderSplit, order_tax),
    (TAX, facts.PaymentRefunded, order_tax_back),
)
