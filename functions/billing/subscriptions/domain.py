"""Subscriptions: what a person has of one slot, until when, and what may be done with it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from functions.billing.plans.book import Product, product
from kernel.errors import Conflict

State = Literal["pending", "trialing", "active", "past_due", "paused", "canceled"]
LIVE: tuple[State, ...] = ("trialing", "active", "past_due", "paused")
Change = Literal["upgrade", "downgrade", "switch", "none"]


@dataclass(frozen=True)
class Subscription:
    """`product` is what the next invoice is for; `paid_product` what was paid for, until `paid_until`.

    After a downgrade the two differ until the period is over. `attempts` counts failed payments of the open invoice.
    """

    user_id: str
    slot: str
    product: str
    region: str
    state: State
    id: str | None = None
    channel_id: str | None = None
    checkout_id: str | None = None
    paid_product: str | None = None
    paid_until: datetime | None = None
    renews_at: datetime | None = None
    ends_at_renewal: bool = False
    resumes_at: datetime | None = None
    months: int = 0
    attempts: int = 0
    next_attempt_at: datetime | None = None
    open_invoice: str | None = None
    told_until: datetime | None = None  # what of the entitlement was announced
    told_product: str | None = None
    applied_at: datetime | None = None  # when the invoice was issued that says what is paid for

    @property
    def live(self) -> bool:
        return self.state in LIVE

    def entitled_until(self, grace: timedelta) -> datetime | None:
        """While a failed payment is tried again, for some days more."""
        if self.paid_until is None or self.paid_product is None:
            return None
        return self.paid_until + grace if self.state == "past_due" else self.paid_until

    def change_to(self, wanted: Product) -> Change:
        """Raises a 409 where there is nothing to change."""
        self.require_live()
        if wanted.slot != product(self.product).slot:
            raise Conflict("This is another kind of subscription.", code="another_slot")
        if self.state in {"past_due", "paused"}:
            raise Conflict(f"A subscription that is {self.state} cannot be changed.", code="not_changeable")
        if self.state == "trialing":
            return "switch" if wanted.code != self.product else "none"
        has = product(self.paid_product or self.product)
        if wanted.rank > has.rank:
            return "upgrade"
        if wanted.code == self.product:
            return "none"
        return "downgrade"  # also back to what is paid for, where a downgrade was waiting

    def require_live(self) -> None:
        if not self.live or self.id is None:
            raise Conflict("There is no such subscription that runs.", code="not_subscribed")
