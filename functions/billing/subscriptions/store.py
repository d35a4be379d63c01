"""Subscriptions, customers and invoices in DynamoDB."""

from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.subscriptions.domain import State, Subscription
from kernel import environment
from kernel.clock import from_iso, iso

MOMENTS = ("paid_until", "renews_at", "resumes_at", "next_attempt_at", "told_until", "applied_at")


class CustomerRow(Model):
    """Who pays: his name at the processor, where he pays taxes, and which slots he had a trial of."""

    class Meta:
        table_name = environment.table_name("customers")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    external_id = UnicodeAttribute()
    region = UnicodeAttribute()
    tried = UnicodeSetAttribute(default=set)


class SubscriptionRow(Model):
    class Meta:
        table_name = environment.table_name("subscriptions")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    slot = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute(null=True)
    product = UnicodeAttribute()
    region = UnicodeAttribute()
    state = UnicodeAttribute()
    channel_id = UnicodeAttribute(null=True)
    checkout_id = UnicodeAttribute(null=True)
    paid_product = UnicodeAttribute(null=True)
    paid_until = UnicodeAttribute(null=True)
    renews_at = UnicodeAttribute(null=True)
    ends_at_renewal = BooleanAttribute(default=False)
    resumes_at = UnicodeAttribute(null=True)
    months = NumberAttribute(default=0)
    attempts = NumberAttribute(default=0)
    next_attempt_at = UnicodeAttribute(null=True)
    open_invoice = UnicodeAttribute(null=True)
    told_until = UnicodeAttribute(null=True)
    told_product = UnicodeAttribute(null=True)
    applied_at = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)

    def subscription(self) -> Subscription:
        state: State = self.state  # type: ignore[assignment] # written by this module only
        plain: dict[str, Any] = {name: getattr(self, name) for name in PLAIN}
        stored = {name: getattr(self, name) for name in MOMENTS}
        moments: dict[str, Any] = {name: from_iso(at) if at else None for name, at in stored.items()}
        return Subscription(state=state, months=int(self.months), attempts=int(self.attempts), **plain, **moments)


PLAIN = (
    "user_id", "slot", "id", "product", "region", "channel_id", "checkout_id", "paid_product", "ends_at_renewal",
    "open_invoice", "told_product",
)  # fmt: skip


class ByCustomer(GlobalSecondaryIndex["InvoiceRow"]):
    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    issued_at = UnicodeAttribute(range_key=True)


class ByPayment(GlobalSecondaryIndex["InvoiceRow"]):
    """Sparse: what was paid."""

    class Meta:
        index_name = "by_payment"
        projection = AllProjection()

    payment_id = UnicodeAttribute(hash_key=True)


class ByMonth(GlobalSecondaryIndex["InvoiceRow"]):
    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    issued_in = UnicodeAttribute(hash_key=True)
    issued_at = UnicodeAttribute(range_key=True)


class InvoiceRow(Model):
    """`lines` are those of `contracts.billing.InvoiceLine`, as JSON; `refunded` the minor units that went back."""

    class Meta:
        table_name = environment.table_name("invoices")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    slot = UnicodeAttribute()
    number = UnicodeAttribute()
    state = UnicodeAttribute()
    region = UnicodeAttribute()
    currency = UnicodeAttribute()
    total = NumberAttribute()
    charged = NumberAttribute(default=0)
    tax = NumberAttribute()
    product = UnicodeAttribute()
    lines = JSONAttribute()
    issued_in = UnicodeAttribute()
    issued_at = UnicodeAttribute()
    paid_at = UnicodeAttribute(null=True)
    closed_at = UnicodeAttribute(null=True)
    payment_id = UnicodeAttribute(null=True)
    payment_page = UnicodeAttribute(null=True)
    refunded = NumberAttribute(default=0)
    back = JSONAttribute(default=dict)  # by line: tax and creator's part that went back
    version = NumberAttribute(default=0)
    by_customer = ByCustomer()
    by_payment = ByPayment()
    by_month = ByMonth()


class DunningRow(Model):
    """A payment that failed, and when the next is tried; `attempt` is `in_…#2`."""

    class Meta:
        table_name = environment.table_name("dunning")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    month = UnicodeAttribute(hash_key=True)
    attempt = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute()
    at = UnicodeAttribute()
    next_at = UnicodeAttribute(null=True)
    currency = UnicodeAttribute()
    amount = NumberAttribute()
    state = UnicodeAttribute()


class DynamoSubscriptions:
    def find(self, user_id: str, slot: str) -> tuple[Subscription | None, int]:
        """And the version it was read at; 0 where there is none."""
        try:
            row = SubscriptionRow.get(user_id, slot, consistent_read=True)
        except SubscriptionRow.DoesNotExist:
            return None, 0
        return row.subscription(), int(row.version)

    def of(self, user_id: str) -> list[Subscription]:
        return [row.subscription() for row in SubscriptionRow.query(user_id, consistent_read=True)]

    def write(self, write: TransactWrite, after: Subscription, version: int) -> None:
        """On condition that nobody changed it since it was read at that version."""
        row = SubscriptionRow(after.user_id, after.slot, version=version + 1, state=after.state)
        row.months, row.attempts = after.months, after.attempts
        for name in PLAIN[2:]:
            setattr(row, name, getattr(after, name))
        for name in MOMENTS:
            moment: datetime | None = getattr(after, name)
            setattr(row, name, iso(moment) if moment else None)
        unchanged: Any = SubscriptionRow.version == version if version else SubscriptionRow.user_id.does_not_exist()
        write.save(row, condition=unchanged)

    @staticmethod
    def had_trial(user_id: str, slot: str) -> None:
        """There is one trial of a slot."""
        CustomerRow(user_id).update([CustomerRow.tried.add({slot})])

    @staticmethod
    def customer(user_id: str) -> CustomerRow | None:
        try:
            return CustomerRow.get(user_id, consistent_read=True)
        except CustomerRow.DoesNotExist:
            return None


def invoice(invoice_id: str) -> InvoiceRow | None:
    try:
        return InvoiceRow.get(invoice_id, consistent_read=True)
    except InvoiceRow.DoesNotExist:
        return None


def invoice_paid_by(payment_id: str) -> InvoiceRow | None:
    row = next(InvoiceRow.by_payment.query(payment_id, limit=1), None)
    return invoice(row.id) if row else None
