"""An event of the payment processor → what it means here, by what the processor says now."""

from collections.abc import Callable
from functools import cache
from typing import Any

from functions.billing.disputes.disputing import Disputing
from functions.billing.disputes.stripe_disputes import StripeDisputes
from functions.billing.donations.settling import NotYet, Settling
from functions.billing.donations.store import DynamoDonations
from functions.billing.fraud.domain import Signals
from functions.billing.fraud.processor import early_warning, failed_charge, review
from functions.billing.fraud.wiring import hearing
from functions.billing.guardians.months import Months
from functions.billing.guardians.store import DynamoPayers
from functions.billing.ledger.store import entity
from functions.billing.payouts import accounts
from functions.billing.processor import StripeProcessor, instant
from functions.billing.settlements import arriving
from functions.billing.subscriptions.store import invoice
from functions.billing.subscriptions.stripe_billing import StripeBilling
from functions.billing.subscriptions.wiring import invoicing, refunding, subscribing
from kernel import clock
from kernel.money import Money
from kernel.tasks import task_handler

Document = dict[str, Any]


@cache
def settling() -> Settling:
    return Settling(DynamoDonations(), StripeProcessor())


@cache
def disputing() -> Disputing:
    return Disputing(StripeDisputes(), StripeBilling(), DynamoDonations(), entity().day_of, clock.now)


def paid(document: Document) -> None:
    settling().paid(document["id"])
    hearing().paid_donation(document["id"])


def disputed(document: Document) -> None:
    lost = disputing().changed(document["id"])
    hearing().disputed(document["id"])
    if lost:
        subscribing().end_refunded(lost)


def invoice_paid(document: Document) -> None:
    invoicing().invoice_changed(document["id"])
    told = StripeBilling().invoice(document["id"])
    if told.reason == "subscription_cycle" and told.amount_paid and "user_id" in told.metadata:
        price, at = Money(told.amount_paid, told.currency), told.paid_at or told.issued_at
        Months(DynamoPayers()).renewed(told.metadata["user_id"], told.metadata["slot"], told.id, price, at)
    hearing().paid_invoice(told.id, told.metadata.get("asked_as"))


def payment_failed(document: Document) -> None:
    next_at = instant(document["next_at"]) if document["next_at"] else None
    invoicing().payment_failed(document["id"], document["attempt"], instant(document["at"]), next_at)


def refunded(document: Document) -> None:
    """Of a donation or of an invoice; of neither it is somebody else's in the same account."""
    ours = settling().refunded(document["id"])
    refund = settling().processor.refund_of(document["id"])
    if refund.status == "succeeded":
        hearing().given_back(refund.payment_id)
    if ours:
        return
    invoice_id = StripeBilling().invoice_of(refund.payment_id)
    if invoice_id is None or refund.status != "succeeded":
        return
    row = invoice(invoice_id)
    if row is None or row.state != "paid":
        if StripeBilling().invoice(invoice_id).metadata.get("user_id"):
            raise NotYet(f"{refund.id} came before its invoice")
        return
    if refunding().refunded(refund, invoice_id):
        subscribing().end_refunded(row)


ROUTES: dict[str, Callable[[Document], object]] = {
    "payment_intent.succeeded": paid,
    "refund.created": refunded,
    "refund.updated": refunded,
    "checkout.session.expired": lambda told: settling().ran_out(told["id"]),
    "customer.updated": lambda told: subscribing().card_changed(told["id"]),
    "customer.subscription.created": lambda told: invoicing().subscription_changed(told["id"]),
    "customer.subscription.updated": lambda told: invoicing().subscription_changed(told["id"]),
    "customer.subscription.deleted": lambda told: invoicing().subscription_changed(told["id"]),
    "invoice.finalized": lambda told: invoicing().invoice_changed(told["id"]),
    "invoice.paid": invoice_paid,
    "invoice.voided": lambda told: invoicing().invoice_changed(told["id"]),
    "invoice.marked_uncollectible": lambda told: invoicing().invoice_changed(told["id"]),
    "invoice.payment_failed": payment_failed,
    "account.updated": lambda told: accounts.refresh(told["id"]),
    "payout.paid": lambda told: arriving.arrived(told["id"]),
    "charge.failed": lambda told: hearing().declined(failed_charge(told["id"])),
    "radar.early_fraud_warning.created": lambda told: hearing().doubted(early_warning(told["id"]), Signals(warnings=1)),
    "review.opened": lambda told: hearing().doubted(review(told["id"]), Signals(risk=2)),
    "charge.dispute.created": disputed,
    "charge.dispute.closed": disputed,
}


def run(document: Document) -> None:
    """`type` and the `id` of what it is about. Raises what is to be tried again."""
    act = ROUTES.get(document["type"])
    if act:
        act(document)


handler = task_handler(run)
