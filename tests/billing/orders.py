"""Orders as the marketplace will announce them, through the subscriber, the outbox and the books."""

from datetime import UTC, datetime, timedelta
from typing import Any

from contracts.marketplace import OrderLine, OrderPaid, OrderPayment, OrderRefunded, ReturnedLine
from functions.billing import on_order_paid
from functions.billing.ledger.journal import Balances
from functions.billing.ledger.store import ledger
from kernel.events import Event
from tests.billing.gifts import book_all
from tests.lambdas import announced, deliver

ORDERED = datetime(2026, 11, 20, 9, tzinfo=UTC)
SELLER, CHANNEL, BUYER = "usr_hana", "chn_mina", "usr_sora"


def line(number: int = 1, goods: int = 10_000, **more: Any) -> OrderLine:
    given = {"seller_id": SELLER, "goods_class": "general", "product_id": f"prd_{number}", **more}
    return OrderLine(line_id=f"line_{number}", goods=goods, **given)


def order(*lines: OrderLine, **more: Any) -> OrderPaid:
    """In a broadcast of the channel, paid a minute after it was ordered."""
    items = lines or (line(),)
    off = sum(one.discount_by_seller + one.discount_by_platform for one in items)
    given = {
        "order_id": "ord_1",
        "currency": "USD",
        "payment": OrderPayment(payment_id="pi_order"),
        "channel_id": CHANNEL,
        "ordered_at": ORDERED,
        **more,
    }
    return OrderPaid(
        buyer_id=BUYER,
        total=sum(one.goods + one.shipping + one.tax for one in items) - off,
        lines=items,
        paid_at=given["ordered_at"] + timedelta(minutes=1),
        returns_until=given["ordered_at"] + timedelta(days=7),
        session_id="ses_1",
        **given,
    )


def back(refund_id: str, *lines: tuple[str, int], **more: Any) -> OrderRefunded:
    given = {"order_id": "ord_1", "currency": "USD", "refunded_at": ORDERED + timedelta(days=2), **more}
    return OrderRefunded(
        refund_id=refund_id,
        total=sum(amount for _, amount in lines),
        lines=tuple(ReturnedLine(line_id=name, amount=amount) for name, amount in lines),
        reason="requested_by_customer",
        **given,
    )


def hear(*told: Event) -> list[int]:
    """As SQS hands them over; the positions of those that come back."""
    return deliver(on_order_paid.handler, *(announced(event) for event in told))


def turned() -> Balances:
    """What November turned over, all that was announced being booked."""
    book_all()
    return ledger().balances("2026-11")


def standing(balances: Balances, currency: str = "USD") -> dict[str, int]:
    """Credits beyond debits by account, those with any."""
    return {code: -of.balance for (code, kind), of in balances.of.items() if kind == currency and of.balance}
