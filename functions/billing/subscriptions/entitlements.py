"""What somebody may use because it is paid for, and what is announced when that changes. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from contracts.billing import EntitlementChanged, SubscriptionEnded, SubscriptionPaid
from functions.billing.plans.book import product
from functions.billing.subscriptions.domain import Subscription
from functions.billing.subscriptions.stripe_billing import ToldInvoice
from kernel.events import Event


def name_of(code: str, channel_id: str | None) -> str:
    """`plan:premium`, `addon:analytics`, `membership:chn_…`."""
    return f"membership:{channel_id}" if channel_id else product(code).key


def paid_for(before: Subscription, invoice: ToldInvoice) -> Subscription:
    """What the invoice says is paid for, unless a later one has said so: they come in any order."""
    bought = [line for line in invoice.lines if line.amount >= 0]
    if not bought:
        return before
    newest = max(bought, key=lambda line: (line.period_to, product(line.product).rank))
    applied = (
        (before.applied_at, product(before.paid_product).rank) if before.applied_at and before.paid_product else None
    )
    if applied and (invoice.issued_at, product(newest.product).rank) < applied:
        return before
    renewed = invoice.reason in {"subscription_create", "subscription_cycle"} and invoice.total > 0
    return replace(
        before,
        paid_product=newest.product,
        paid_until=newest.period_to,
        applied_at=invoice.issued_at,
        months=before.months + renewed,
    )


def announcing(
    before: Subscription, after: Subscription, at: datetime, grace: timedelta
) -> tuple[Subscription, list[Event]]:
    """The subscription with what was told of it, and what is to be told now."""
    until = after.entitled_until(grace)
    code = after.paid_product if until and until > at else None
    if (code, until if code else None) == (after.told_product, after.told_until):
        return after, []
    events: list[Event] = []
    if after.told_product and after.told_product != code:
        events.append(_changed(after, after.told_product, None, at))
    if code:
        events.append(_changed(after, code, until, at))
    if after.channel_id and code and until:
        events.append(
            SubscriptionPaid(
                channel_id=after.channel_id, user_id=after.user_id, paid_until=until, months=max(1, after.months)
            )
        )
    if after.channel_id and not code and before.told_product:
        events.append(SubscriptionEnded(channel_id=after.channel_id, user_id=after.user_id, ended_at=at))
    return replace(after, told_product=code, told_until=until if code else None), events


def _changed(after: Subscription, code: str, until: datetime | None, at: datetime) -> EntitlementChanged:
    name = name_of(code, after.channel_id)
    trial = until is not None and not after.months
    return EntitlementChanged(user_id=after.user_id, product=name, active_until=until, changed_at=at, trial=trial)


def active(subscriptions: Iterable[Subscription], now: datetime, grace: timedelta) -> list[tuple[str, datetime]]:
    """By name, and until when."""
    found = [(one, one.entitled_until(grace)) for one in subscriptions]
    return sorted(
        (name_of(one.paid_product, one.channel_id), until)
        for one, until in found
        if one.paid_product and until and until > now
    )
