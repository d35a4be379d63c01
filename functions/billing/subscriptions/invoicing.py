"""What the processor says of subscriptions and their invoices, as it says it now: written once, and announced."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Protocol

from contracts.billing import InvoiceLine, InvoicePaid
from functions.billing import policies
from functions.billing.donations.settling import NotYet, fees_of, settled_in
from functions.billing.ledger.journal import period_of
from functions.billing.payees import DynamoPayees
from functions.billing.plans import book
from functions.billing.processor import Payment
from functions.billing.revenue import store as obligations
from functions.billing.revenue.domain import Obligation
from functions.billing.subscriptions import entitlements
from functions.billing.subscriptions.domain import State, Subscription
from functions.billing.subscriptions.store import DunningRow, DynamoSubscriptions, InvoiceRow, invoice
from functions.billing.subscriptions.streamer_plan import has_plan
from functions.billing.subscriptions.stripe_billing import Told, ToldInvoice, ToldLine
from kernel.clock import Clock, iso
from kernel.errors import Conflict
from kernel.events import Event
from kernel.money import truncated
from kernel.observability import logger
from kernel.outbox import announce
from kernel.transactions import transaction, until_settled

STATES: dict[str, State] = {
    "incomplete": "pending",
    "incomplete_expired": "canceled",
    "trialing": "trialing",
    "active": "active",
    "past_due": "past_due",
    "unpaid": "past_due",
    "paused": "paused",
    "canceled": "canceled",
}


class Billing(Protocol):
    def subscription(self, subscription_id: str) -> Told: ...
    def invoice(self, invoice_id: str) -> ToldInvoice: ...


class Payments(Protocol):
    def payment(self, payment_id: str) -> Payment: ...


@dataclass(frozen=True)
class Invoicing:
    billing: Billing
    payments: Payments
    subscriptions: DynamoSubscriptions
    payees: DynamoPayees
    day_of: Callable[[datetime], date]
    now: Clock

    def subscription_changed(self, subscription_id: str) -> Subscription | None:
        """None for somebody else's subscription in the same account."""
        return until_settled(lambda: self._subscription_changed(subscription_id))

    def _subscription_changed(self, subscription_id: str) -> Subscription | None:
        metadata = self.billing.subscription(subscription_id).metadata
        if "user_id" not in metadata:
            return None
        before, version = self.subscriptions.find(metadata["user_id"], metadata["slot"])
        told = self.billing.subscription(
            subscription_id
        )  # after the row: whoever wrote it later wins, and we look again
        if before and before.id not in {None, told.id}:
            if STATES[told.status] in {"canceled", "pending"}:
                return before
            if before.live:
                logger.error("two subscriptions of one slot", extra={"kept": before.id, "second": told.id})
                raise Conflict(f"{before.id} and {told.id} are the same person's", code="subscribed_twice")
        after = _as_told(before or _new(metadata, told), told)
        if after.state == "trialing":
            self.subscriptions.had_trial(after.user_id, after.slot)
        if before == after:
            return after
        return self._write(before or after, after, version)

    def invoice_changed(self, invoice_id: str) -> None:
        """Issued, paid, not paid or given up: the row says what holds, and what was paid is announced once."""
        told = self.billing.invoice(invoice_id)
        if "user_id" in told.metadata and told.status != "draft":
            until_settled(lambda: self._invoice_changed(told))

    def _invoice_changed(self, told: ToldInvoice) -> None:
        row, version = invoice(told.id), 0
        if row:
            version = int(row.version)
            if row.state in {"paid", told.status}:
                return
        before, at_version = self.subscriptions.find(told.metadata["user_id"], told.metadata["slot"])
        if before is None:
            raise NotYet(f"{told.id} is of a subscription that is not known")
        if told.status == "paid":
            self._paid(told, version, before, at_version)
            return
        with transaction() as write:
            write.save(_row(told, version, self._lines(told), None, self.now()), condition=_at(version))

    def _paid(self, told: ToldInvoice, version: int, before: Subscription, at_version: int) -> None:
        at = told.paid_at or told.issued_at
        payment = self.payments.payment(told.payment_id) if told.payment_id else None
        if told.amount_paid and (payment is None or not payment.balance_transaction_id):
            raise NotYet(f"{told.id}: {told.amount_paid} of {told.total} came by {told.payment_id}")
        lines, events = self._lines(told), list[Event]()
        if lines:
            events = [_announced(told, lines, payment, at), *(fees_of(payment) if payment else ())]
        paid = entitlements.paid_for(before, told)
        cleared = replace(paid, id=told.subscription_id, attempts=0, next_attempt_at=None, open_invoice=None)
        after = replace(cleared, state="active") if cleared.state in {"past_due", "pending"} and told.total else cleared
        after, news = entitlements.announcing(before, after, self.now(), self._grace())
        with transaction() as write:
            write.save(_row(told, version, lines, payment, at), condition=_at(version))
            self.subscriptions.write(write, after, at_version)
            for line in lines:
                obligations.add(write, _obligation(told, line, self.day_of(at)), period_of(self.day_of(at)))
            for event in (*events, *news):
                announce(write, event, self.now())

    def payment_failed(self, invoice_id: str, attempt: int, at: datetime, next_at: datetime | None) -> None:
        """The log of an attempt, whenever it is heard of, and the subscription as it stands now."""
        told = self.billing.invoice(invoice_id)
        if "user_id" not in told.metadata:
            return
        self.invoice_changed(invoice_id)
        DunningRow(
            f"{at:%Y-%m}",
            f"{invoice_id}#{attempt}",
            user_id=told.metadata["user_id"],
            at=iso(at),
            next_at=iso(next_at) if next_at else None,
            currency=told.currency,
            amount=told.total,
            state="retrying" if next_at else "given up",
        ).save()
        self.subscription_changed(told.subscription_id)
        until_settled(lambda: self._overdue(told))

    def _overdue(self, told: ToldInvoice) -> None:
        before, version = self.subscriptions.find(told.metadata["user_id"], told.metadata["slot"])
        if before is None or told.status != "open" or before.id != told.subscription_id:
            return
        after = replace(before, attempts=told.attempts, next_attempt_at=told.next_attempt_at, open_invoice=told.id)
        if after != before:
            self._write(before, after, version)

    def _write(self, before: Subscription, after: Subscription, version: int) -> Subscription:
        after, events = entitlements.announcing(before, after, self.now(), self._grace())
        with transaction() as write:
            self.subscriptions.write(write, after, version)
            for event in events:
                announce(write, event, self.now())
        return after

    def _grace(self) -> Any:
        return policies.subscriptions(self.now().date()).grace

    def _lines(self, told: ToldInvoice) -> tuple[InvoiceLine, ...]:
        channel, region = told.metadata.get("channel_id") or None, told.metadata["region"]
        share = self._share(channel, told.issued_at) if channel else Fraction(0)
        return tuple(self._line(line, region, channel, share) for line in told.lines if line.amount or line.tax)

    def _line(self, line: ToldLine, region: str, channel: str | None, share: Fraction) -> InvoiceLine:
        tax_code = book.offer(line.product, region, self.day_of(line.period_from)).region.tax_code
        return InvoiceLine(
            line_id=line.id,
            product=book.product(line.product).key,
            net=line.net,
            tax=line.tax,
            tax_code=tax_code if line.tax else None,
            period_from=self.day_of(line.period_from),
            period_to=self.day_of(line.period_to),
            channel_id=channel,
            creator_part=truncated(line.net * share),
        )

    def _share(self, channel_id: str, at: datetime) -> Fraction:
        policy, payee = policies.subscriptions(at.date()), self.payees.find(channel_id)
        if payee is None:
            raise NotYet(f"nobody is known to own {channel_id}")
        return policy.share_with_plan if has_plan(payee.owner_id, at) else policy.membership_share


def _as_told(before: Subscription, told: Told) -> Subscription:
    state = STATES[told.status]
    if told.paused and state == "active":
        state = "paused"
    settled = {"attempts": 0, "next_attempt_at": None, "open_invoice": None} if state in {"active", "canceled"} else {}
    return replace(
        before,
        id=told.id,
        product=told.product,
        state=state,
        renews_at=told.renews_at,
        ends_at_renewal=told.ends_at_renewal,
        resumes_at=told.resumes_at,
        **settled,  # type: ignore[arg-type] # the three members named above
    )


def _new(metadata: dict[str, str], told: Told) -> Subscription:
    return Subscription(
        user_id=metadata["user_id"],
        slot=metadata["slot"],
        product=told.product,
        region=metadata["region"],
        state="pending",
        channel_id=metadata.get("channel_id") or None,
    )


def _at(version: int) -> Any:
    return InvoiceRow.version == version if version else InvoiceRow.id.does_not_exist()


def _row(
    told: ToldInvoice, version: int, lines: tuple[InvoiceLine, ...], payment: Payment | None, at: datetime
) -> InvoiceRow:
    first = max(told.lines, key=lambda line: (line.amount, line.period_to))
    return InvoiceRow(
        told.id,
        version=version + 1,
        user_id=told.metadata["user_id"],
        slot=told.metadata["slot"],
        number=told.number,
        state=told.status,
        region=told.metadata["region"],
        currency=told.currency,
        total=told.total,
        charged=told.amount_paid,
        tax=sum(line.tax for line in lines),
        product=first.product,
        lines=[line.model_dump(mode="json") for line in lines],
        issued_in=f"{told.issued_at:%Y-%m}",
        issued_at=iso(told.issued_at),
        paid_at=iso(at) if told.status == "paid" else None,
        closed_at=iso(at) if told.status in {"void", "uncollectible"} else None,
        payment_id=payment.id if payment else None,
        payment_page=told.payment_page,
    )


def _announced(told: ToldInvoice, lines: tuple[InvoiceLine, ...], payment: Payment | None, at: datetime) -> InvoicePaid:
    return InvoicePaid(
        invoice_id=told.id,
        customer_id=told.metadata["user_id"],
        payment_id=payment.id if payment else "",
        currency=told.currency,
        total=told.total,
        from_balance=told.total - told.amount_paid,
        lines=lines,
        paid_at=at,
        number=told.number,
        subscription_id=told.subscription_id,
        region=told.metadata["region"],
        settled=settled_in(payment.settled if payment else None, told.currency),
    )


def _obligation(told: ToldInvoice, line: InvoiceLine, paid_on: date) -> Obligation:
    return Obligation(
        line_id=line.line_id,
        invoice_id=told.id,
        product=line.product,
        currency=told.currency,
        total=line.net - line.creator_part,
        period_from=line.period_from,
        period_to=line.period_to,
        paid_on=paid_on,
    )
