"""Orders that were paid or given back, as the books want them: each counts once, whatever comes first or twice."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from contracts.billing import (
    OrderSplit,
    PaymentRefunded,
    ProcessorFeeCharged,
    RefundPart,
    Settled,
)
from contracts.marketplace import OrderLine, OrderPaid, OrderPayment, OrderRefunded
from contracts.splits import SplitBack, SplitLine
from functions.billing import policies
from functions.billing.commissions import store
from functions.billing.commissions.domain import Parts, Terms, paid_for, split, taken_back
from functions.billing.ledger import chart
from kernel.clock import Clock
from kernel.transactions import until_settled


class Rates(Protocol):
    def rate(self, seller_id: str, goods_class: str, day: date) -> Fraction: ...


class NotYet(Exception):
    """The refund came before its order; it comes again."""


@dataclass(frozen=True)
class Splitting:
    """`day_of` is the calendar of the books."""

    rates: Rates
    day_of: Callable[[datetime], date]
    now: Clock

    def paid(self, order: OrderPaid) -> OrderSplit:
        """Divides the order by what held on the day it was ordered. Raises ValueError where it does not add up."""
        day = self.day_of(order.ordered_at)
        lines = tuple(self._line(line, day, of_channel=order.channel_id is not None) for line in order.lines)
        made = OrderSplit(
            order_id=order.order_id,
            buyer_id=order.buyer_id,
            payment_id=order.payment.payment_id,
            currency=order.currency,
            gross=order.total,
            lines=lines,
            ordered_at=order.ordered_at,
            paid_at=order.paid_at,
            returns_until=order.returns_until,
            channel_id=order.channel_id,
            session_id=order.session_id,
            settled=_settled(order.payment, order.currency),
        )
        if len({line.line_id for line in lines}) < len(lines):
            raise ValueError(f"two lines of order {order.order_id} have one name")
        if sum(line.paid for line in lines) != order.total or order.total <= 0:
            raise ValueError(f"the lines of order {order.order_id} do not sum to {order.total}")
        until_settled(lambda: store.add(made, (made, *_fees(order)), self.now))
        return made

    def _line(self, line: OrderLine, day: date, *, of_channel: bool) -> SplitLine:
        policy = policies.orders(day)
        rate = self.rates.rate(line.seller_id, line.goods_class, day)
        terms = Terms(rate, policy.creator_share if of_channel else Fraction(0), policy.payment_fee)
        parts = split(line, terms)
        return SplitLine(
            line_id=line.line_id,
            seller_id=line.seller_id,
            product_id=line.product_id,
            goods_class=line.goods_class,
            goods=line.goods,
            discount_by_seller=line.discount_by_seller,
            discount_by_platform=line.discount_by_platform,
            shipping=line.shipping,
            paid=paid_for(line),
            commission_rate=str(terms.commission),
            commission=parts.platform + line.discount_by_platform,
            creator_rate=str(terms.creator),
            platform=parts.platform,
            seller=parts.seller,
            creator=parts.creator,
            tax=parts.tax,
            fee=parts.fee,
            tax_code=line.tax_code,
        )

    def refunded(self, refund: OrderRefunded) -> None:
        """Once a refund. Raises `NotYet` before the order, a 409 for more than is left of a line."""
        until_settled(lambda: self._refunded(refund))

    def _refunded(self, refund: OrderRefunded) -> None:
        row = store.find(refund.order_id)
        if row is None:
            raise NotYet(f"{refund.refund_id} came before order {refund.order_id}")
        if refund.refund_id in row.refunds:
            return
        order, returned = row.event(), dict(row.returned)
        by_id = {line.line_id: line for line in order.lines}
        lines = []
        for line in refund.lines:
            of, before = by_id[line.line_id], int(returned.get(line.line_id, 0))
            lines.append(_back(of, taken_back(_parts(of), before, line.amount)))
            returned[line.line_id] = before + line.amount
        if sum(line.paid for line in lines) != refund.total or refund.currency != order.currency:
            raise ValueError(f"the lines of refund {refund.refund_id} do not sum to {refund.total}")
        event = PaymentRefunded(
            refund_id=refund.refund_id,
            payment_id=order.payment_id,
            currency=refund.currency,
            amount=refund.total,
            parts=tuple(_refund_parts(order, lines)),
            reason=refund.reason,
            settled=_of_refund(order, refund),
            refunded_at=refund.refunded_at,
            order_id=order.order_id,
            returned=tuple(lines),
        )
        store.give_back(row, returned, refund.refund_id, event, self.now)


def _parts(line: SplitLine) -> Parts:
    return Parts(line.platform, line.seller, line.creator, line.tax, line.fee)


def _back(line: SplitLine, parts: Parts) -> SplitBack:
    platform, seller, creator, tax, fee = astuple(parts)
    return SplitBack(
        line_id=line.line_id,
        seller_id=line.seller_id,
        paid=parts.paid,
        platform=platform,
        seller=seller,
        creator=creator,
        tax=tax,
        fee=fee,
        tax_code=line.tax_code,
    )


def _refund_parts(order: OrderSplit, lines: Iterable[SplitBack]) -> Iterator[RefundPart]:
    """A part for each whom it is taken from, however many lines went back."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in lines:
        sums[chart.SELLERS, line.seller_id, ""] += line.seller
        sums[chart.CREATORS, order.channel_id or "", ""] += line.creator
        sums[chart.COMMISSIONS, "", ""] += line.platform
        sums[chart.PROCESSOR_FEES, "", ""] += line.fee
        sums[chart.SALES_TAX, "", line.tax_code or ""] += line.tax
    kinds = {chart.SELLERS: "seller", chart.CREATORS: "creator"}
    for (account, party, tax_code), amount in sums.items():
        if amount:
            yield RefundPart(
                account=account,
                amount=amount,
                party_type=kinds.get(account),
                party_id=party or None,
                tax_code=tax_code or None,
            )


def _settled(payment: OrderPayment, currency: str) -> Settled | None:
    if payment.settled is None or payment.balance_currency in {"", currency}:
        return None
    return Settled(currency=payment.balance_currency, amount=payment.settled)


def _of_refund(order: OrderSplit, refund: OrderRefunded) -> Settled | None:
    """In the currency that the processor kept the payment in."""
    if refund.settled is None or order.settled is None:
        return None
    return Settled(currency=order.settled.currency, amount=refund.settled)


def _fees(order: OrderPaid) -> list[ProcessorFeeCharged]:
    payment = order.payment
    if not payment.fee:
        return []
    fee = ProcessorFeeCharged(
        balance_transaction_id=payment.balance_transaction_id,
        of="payment",
        source_id=payment.payment_id,
        currency=payment.balance_currency or order.currency,
        amount=payment.fee,
        charged_at=order.paid_at,
    )
    return [fee]
