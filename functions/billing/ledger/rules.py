"""Posting rules: which entry each fact makes. Pure; a fact carries all its rule needs, so the order does not matter."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from contracts import billing as facts
from contracts.ads import AdsBilled
from functions.billing.ledger import advertising, chart, points, revaluing
from functions.billing.ledger.entries import Draft, Line, Party, Source, lines_of
from kernel.clock import noon
from kernel.events import Event
from kernel.money import Money

VERSION = 3  # of the rules below; docs/finance.md lists what each version changed

PRODUCT_ACCOUNTS = {"addon": chart.ADDONS, "membership": chart.MEMBERSHIPS}  # by a product's kind; else a plan


def revenue_account(product: str) -> str:
    """A product is `kind:name`, such as `plan:basic`."""
    return PRODUCT_ACCOUNTS.get(product.partition(":")[0], chart.PLANS)


def receivable(amount: Money, party: Party, settled: facts.Settled | None) -> tuple[Line, ...]:
    """What the processor owes: the amount, or what it made of it in its own currency, against currency clearing."""
    if settled is None or settled.currency == amount.currency:
        return (Line(chart.PROCESSOR, amount, party),)
    kept = Money(settled.amount, settled.currency)
    return Line(chart.CLEARING, amount), Line(chart.PROCESSOR, kept, party), Line(chart.CLEARING, -kept)


def donation(fact: facts.DonationReceived, event_id: str) -> Draft:
    def money(minor: int) -> Money:
        return Money(minor, fact.currency)

    return Draft(
        event_id,
        fact.received_at,
        Source("donation", fact.donation_id, stream_id=fact.session_id),
        "Donation",
        lines_of(
            *receivable(money(fact.gross), Party("payment", fact.payment_id), fact.settled),
            Line(chart.CREATORS, money(-fact.creator_part), Party("creator", fact.channel_id)),
            Line(chart.DONATIONS, money(-fact.platform_part)),
            Line(chart.SALES_TAX, money(-fact.tax), tax_code=fact.tax_code),
        ),
    )


def invoice(fact: facts.InvoicePaid, event_id: str) -> Draft:
    def money(minor: int) -> Money:
        return Money(minor, fact.currency)

    posted: list[Line] = []
    for line in fact.lines:
        own = money(line.creator_part - line.net)
        posted.append(Line(chart.DEFERRED, own, Party("obligation", line.line_id)))
        if line.channel_id:
            posted.append(Line(chart.CREATORS, money(-line.creator_part), Party("creator", line.channel_id)))
        posted.append(Line(chart.SALES_TAX, money(-line.tax), tax_code=line.tax_code))
    if fact.from_balance:
        posted.append(Line(chart.PREPAID, money(fact.from_balance), Party("customer", fact.customer_id)))
    charged = money(fact.total - fact.from_balance)
    paid = receivable(charged, Party("payment", fact.payment_id), fact.settled) if charged else ()
    source = Source("invoice", fact.invoice_id, invoice_id=fact.invoice_id)
    return Draft(event_id, fact.paid_at, source, "Invoice paid", lines_of(*paid, *posted))


def order(fact: facts.OrderSplit, event_id: str) -> Draft:
    """A line for each whom it is owed to; the commission is less what the platform gave off the price."""

    def owed(account: str, kind: str, amounts: Iterable[tuple[str, int]]) -> list[Line]:
        sums: dict[str, int] = defaultdict(int)
        for party, amount in amounts:
            sums[party] += amount
        return [
            Line(account, Money(-amount, fact.currency), Party(kind, party)) for party, amount in sorted(sums.items())
        ]

    taxes: dict[str | None, int] = defaultdict(int)
    for line in fact.lines:
        taxes[line.tax_code] += line.tax
    channel = [(fact.channel_id or "", sum(line.creator for line in fact.lines))]
    paid = receivable(Money(fact.gross, fact.currency), Party("payment", fact.payment_id), fact.settled)
    return Draft(
        event_id,
        fact.paid_at,
        Source("order", fact.order_id, stream_id=fact.session_id, order_id=fact.order_id),
        "Order paid",
        lines_of(
            *paid,
            *owed(chart.SELLERS, "seller", ((line.seller_id, line.seller) for line in fact.lines)),
            *owed(chart.CREATORS, "creator", channel),
            Line(chart.COMMISSIONS, Money(-sum(line.platform for line in fact.lines), fact.currency)),
            Line(chart.PROCESSOR_FEES, Money(-sum(line.fee for line in fact.lines), fact.currency)),
            *(
                Line(chart.SALES_TAX, Money(-tax, fact.currency), tax_code=code)
                for code, tax in sorted(taxes.items(), key=str)
            ),
        ),
    )


def recognition(fact: facts.RevenueRecognised, event_id: str) -> Draft:
    earned = Money(fact.amount, fact.currency)
    return Draft(
        event_id,
        noon(fact.day),
        Source("recognition", f"{fact.day}/{fact.product}"),
        f"Revenue of {fact.obligations} obligations",
        lines_of(Line(chart.DEFERRED, earned), Line(revenue_account(fact.product), -earned)),
    )


def fee(fact: facts.ProcessorFeeCharged, event_id: str) -> Draft:
    amount = Money(fact.amount, fact.currency)
    account = chart.DISPUTE_FEES if fact.of == "dispute" else chart.PROCESSOR_FEES
    return Draft(
        event_id,
        fact.charged_at,
        Source("processor_fee", fact.balance_transaction_id),
        f"Fee of a {fact.of}",
        lines_of(Line(account, amount), Line(chart.PROCESSOR, -amount, Party(fact.of, fact.source_id))),
    )


def _taken_back(parts: tuple[facts.RefundPart, ...], currency: str) -> list[Line]:
    return [
        Line(
            part.account,
            Money(part.amount, currency),
            Party(part.party_type, part.party_id) if part.party_type and part.party_id else None,
            part.tax_code,
        )
        for part in parts
    ]


def refund(fact: facts.PaymentRefunded, event_id: str) -> Draft:
    back = fact.settled and facts.Settled(currency=fact.settled.currency, amount=-fact.settled.amount)
    out = receivable(Money(-fact.amount, fact.currency), Party("payment", fact.payment_id), back)
    return Draft(
        event_id,
        fact.refunded_at,
        Source("refund", fact.refund_id, order_id=fact.order_id),
        "Refund",
        lines_of(*_taken_back(fact.parts, fact.currency), *out),
    )


def dispute_opened(fact: facts.DisputeOpened, event_id: str) -> Draft:
    amount = Money(fact.amount, fact.currency)
    gone = fact.settled and facts.Settled(currency=fact.settled.currency, amount=-fact.settled.amount)
    return Draft(
        event_id,
        fact.opened_at,
        Source("dispute", fact.dispute_id),
        "Dispute opened",
        lines_of(
            Line(chart.IN_DISPUTE, amount, Party("dispute", fact.dispute_id)),
            *receivable(-amount, Party("dispute", fact.dispute_id), gone),
        ),
    )


def dispute_closed(fact: facts.DisputeClosed, event_id: str) -> Draft:
    amount = Money(fact.amount, fact.currency)
    settled = Line(chart.IN_DISPUTE, -amount, Party("dispute", fact.dispute_id))
    if fact.won:
        against = list(receivable(amount, Party("dispute", fact.dispute_id), fact.settled))
    else:
        against = _taken_back(fact.parts, fact.currency)
    return Draft(
        event_id,
        fact.closed_at,
        Source("dispute", fact.dispute_id),
        "Dispute won" if fact.won else "Dispute lost",
        lines_of(*against, settled),
    )


PAYABLE = {"creator": chart.CREATORS, "seller": chart.SELLERS}


def payout(fact: facts.PayoutPaid, event_id: str) -> Draft:
    def money(minor: int) -> Money:
        return Money(minor, fact.currency)

    payee = Party(fact.payee_type, fact.payee_id)
    return Draft(
        event_id,
        fact.paid_at,
        Source("payout", fact.payout_id),
        "Payout",
        lines_of(
            Line(PAYABLE[fact.payee_type], money(fact.gross - fact.adjustments), payee),
            Line(chart.PAYOUT_FEES, money(-fact.fee)),
            Line(chart.INCOME_TAX, money(-fact.income_tax), payee),
            Line(chart.LOCAL_TAX, money(-fact.local_tax), payee),
            *_paid_out(fact),
        ),
    )


def _paid_out(fact: facts.PayoutPaid) -> tuple[Line, ...]:
    """Where the money left: the bank, or the balance at the processor in its own currency."""
    out = Money(-fact.net, fact.currency)
    if fact.paid_from == "bank":
        return (Line(chart.CASH, out),)
    left = fact.settled and facts.Settled(currency=fact.settled.currency, amount=-fact.settled.amount)
    return receivable(out, Party("payout", fact.payout_id), left)


def settlement(fact: facts.ProcessorSettled, event_id: str) -> Draft:
    amount = Money(fact.amount, fact.currency)
    return Draft(
        event_id,
        noon(fact.arrived_on),
        Source("settlement", fact.settlement_id),
        "Settlement of the processor",
        lines_of(Line(chart.CASH, amount), Line(chart.PROCESSOR, -amount, Party("settlement", fact.settlement_id))),
    )


def adjustment(fact: facts.BooksAdjusted, event_id: str) -> Draft:
    lines = [
        Line(
            line.account,
            Money(line.amount, fact.currency),
            Party(line.party_type, line.party_id) if line.party_type and line.party_id else None,
        )
        for line in fact.lines
    ]
    source = Source("adjustment", fact.adjustment_id)
    return Draft(event_id, noon(fact.day), source, fact.reason, lines_of(*lines))


RULES: dict[type[Event], Callable[[Any, str], Draft]] = {
    facts.DonationReceived: donation,
    facts.InvoicePaid: invoice,
    facts.OrderSplit: order,
    facts.RevenueRecognised: recognition,
    facts.ProcessorFeeCharged: fee,
    facts.PaymentRefunded: refund,
    facts.DisputeOpened: dispute_opened,
    facts.DisputeClosed: dispute_closed,
    facts.PayoutPaid: payout,
    facts.ProcessorSettled: settlement,
    facts.BooksAdjusted: adjustment,
    AdsBilled: advertising.billed,
    revaluing.BooksRevalued: revaluing.revaluation,
    **points.RULES,
}
BY_NAME = {kind.detail_type(): kind for kind in RULES}


def draft_of(fact: Event, event_id: str) -> Draft:
    """Raises `Unbalanced` where a fact's amounts do not add up, and KeyError for an event that moves no money."""
    return RULES[type(fact)](fact, event_id)
