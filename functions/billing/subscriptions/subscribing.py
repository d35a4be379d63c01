"""What people do with their subscriptions; what the processor says of it is invoicing.py's."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from functions.billing import policies
from functions.billing.fraud.entrance import admit_change, admit_subscription
from functions.billing.guardians.months import Months
from functions.billing.payees import DynamoPayees
from functions.billing.plans import book
from functions.billing.plans.book import Offer
from functions.billing.subscriptions.domain import Change, Subscription
from functions.billing.subscriptions.invoicing import Invoicing
from functions.billing.subscriptions.store import CustomerRow, DynamoSubscriptions, InvoiceRow, invoice
from functions.billing.subscriptions.stripe_billing import PAUSED, UNPAUSED, Params, StripeBilling, ToldInvoice
from kernel.clock import Clock
from kernel.errors import Conflict, NotFound, Unprocessable
from kernel.money import Money
from kernel.pagination import decode_cursor, encode_cursor
from kernel.transactions import transaction, until_settled

LONGEST_PAUSE = timedelta(days=92)


@dataclass(frozen=True)
class Wanted:
    product: str
    region: str
    channel_id: str | None = None


@dataclass(frozen=True)
class Subscribing:
    billing: StripeBilling
    invoicing: Invoicing
    subscriptions: DynamoSubscriptions
    payees: DynamoPayees
    months: Months
    now: Clock

    def begin(self, user_id: str, wanted: Wanted, back_to: str, key: str) -> tuple[Subscription, str]:
        """The subscription and the page on which it is paid; an earlier page of its slot takes no money any more."""
        slot = book.product(wanted.product).slot_for(wanted.channel_id)
        offer = book.offer(wanted.product, wanted.region, self.now().date())
        self._require_channel(user_id, wanted.channel_id)
        before, version = self.subscriptions.find(user_id, slot)
        if before and before.live:
            raise Conflict("You have such a subscription; change it instead.", code="already_subscribed")
        known = self._known(user_id, wanted.region)
        asked_as = self.months.subscribe(
            user_id,
            slot,
            offer.total,
            self.now(),
            lambda: admit_subscription(user_id, slot, offer, wanted.channel_id, key),
            unpaid=before is None or before.state == "pending",
        )
        customer = self._customer(user_id, wanted.region, known)
        if (
            before
            and before.checkout_id
            and before.state == "pending"
            and not self.billing.close_checkout(before.checkout_id)
        ):
            raise Conflict("It was paid a moment ago.", code="already_subscribed")
        metadata = {
            "user_id": user_id,
            "slot": slot,
            "region": wanted.region,
            "asked_as": asked_as,
            "trial": "no" if slot in customer.tried else "yes",
            **({"channel_id": wanted.channel_id} if wanted.channel_id else {}),
        }
        back = f"{back_to}{'&' if '?' in back_to else '?'}subscribed={slot}"
        checkout_id, url = self.billing.checkout(customer.external_id, offer, metadata, back, f"{user_id}-{slot}-{key}")
        opened = Subscription(
            user_id=user_id,
            slot=slot,
            product=wanted.product,
            region=wanted.region,
            state="pending",
            channel_id=wanted.channel_id,
            checkout_id=checkout_id,
            months=before.months if before else 0,
        )
        with transaction() as write:
            self.subscriptions.write(write, opened, version)
        return opened, url

    def _require_channel(self, user_id: str, channel_id: str | None) -> None:
        if channel_id is None:
            return
        payee = self.payees.find(channel_id)
        if payee is None:
            raise Conflict("There is no such channel.", code="no_such_channel")
        if payee.owner_id == user_id:
            raise Conflict("This channel is yours.", code="own_channel")

    def _known(self, user_id: str, region: str) -> CustomerRow | None:
        """Where somebody pays his taxes is one country at a time. Raises a 409 before anything is counted."""
        found = self.subscriptions.customer(user_id)
        if found and found.region != region and any(one.live for one in self.subscriptions.of(user_id)):
            raise Conflict(
                f"Your subscriptions are of {found.region}; end them to buy in {region}.", code="region_fixed"
            )
        return found

    def _customer(self, user_id: str, region: str, found: CustomerRow | None) -> CustomerRow:
        if found is None:
            found = CustomerRow(user_id, external_id=self.billing.customer(user_id), region=region)
            found.save()
        elif found.region != region:
            found.update(actions=[CustomerRow.region.set(region)])
        return found

    def of(self, user_id: str) -> list[Subscription]:
        return [one for one in self.subscriptions.of(user_id) if one.id]

    def find(self, user_id: str, slot: str) -> Subscription:
        found, _ = self.subscriptions.find(user_id, slot)
        if found is None or found.id is None:
            raise NotFound("You have no such subscription.", code="not_subscribed")
        return found

    def preview(self, user_id: str, slot: str, product: str) -> tuple[Change, ToldInvoice | None, Offer]:
        """What a change would cost at once; None where it costs nothing before the period is over."""
        found, offer = self.find(user_id, slot), self._offer(user_id, slot, product)
        kind = found.change_to(offer.product)
        if kind != "upgrade":
            return kind, None, offer
        item = self.billing.subscription(found.id or "").item_id
        details = {
            "items": [{"id": item, "price": self.billing.price(offer)}],
            "proration_behavior": "always_invoice",
        }
        return kind, self.billing.preview(found.id or "", details), offer

    def change(self, user_id: str, slot: str, product: str, key: str) -> Subscription:
        """An upgrade is paid at once for the rest of the period; a downgrade begins when the period is over.

        Raises a 402 where the card does not pay for an upgrade: nothing changes then.
        """
        found, offer = self.find(user_id, slot), self._offer(user_id, slot, product)
        kind = found.change_to(offer.product)
        if kind == "none":
            raise Conflict("You have that already.", code="already_subscribed")
        self._admit_change(found, offer, kind)
        told = self.billing.subscription(found.id or "")
        if kind == "upgrade" and found.paid_product and told.product != found.paid_product:
            paid = book.offer(found.paid_product, found.region, self.now().date())
            self._set_price(found, told.item_id, paid, {"proration_behavior": "none"}, f"{key}-back")
        manner: Params = {"proration_behavior": "none"}
        if kind == "upgrade":
            manner = {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
        self._set_price(found, told.item_id, offer, manner, key)
        return self._after(found)

    def _admit_change(self, found: Subscription, offer: Offer, kind: Change) -> None:
        """What it costs more counts when it is asked for, also in a trial, which is paid when it is over."""
        has = found.paid_product or found.product if kind == "upgrade" else found.product
        more = offer.total - book.offer(has, found.region, self.now().date()).total
        if kind != "downgrade" and more.minor > 0:
            self._admit_more(found, f"{found.slot}>{offer.product.code}", more)

    def _admit_more(self, found: Subscription, counted_as: str, price: Money) -> None:
        """Raises a 403 or a 409 for what the person, the guardian or the platform does not want paid."""
        user_id = found.user_id
        self.months.subscribe(user_id, counted_as, price, self.now(), lambda: admit_change(user_id), unpaid=True)

    def _set_price(self, found: Subscription, item: str, offer: Offer, manner: Params, key: str) -> None:
        params = {"items": [{"id": item, "price": self.billing.price(offer)}], **manner}
        self.billing.update(found.id or "", params, f"{found.id}-{key}")

    def _offer(self, user_id: str, slot: str, product: str) -> Offer:
        region = self.find(user_id, slot).region
        if book.product(product).slot_for(None if ":" not in slot else slot.partition(":")[2]) != slot:
            raise Conflict("This is another kind of subscription.", code="another_slot")
        return book.offer(product, region, self.now().date())

    def _after(self, found: Subscription) -> Subscription:
        """As the processor has it now; its webhook says the same a moment later."""
        return self.invoicing.subscription_changed(found.id or "") or found

    def set_ending(self, user_id: str, slot: str, *, ends: bool, key: str) -> Subscription:
        """Whether it ends with what is paid for. As easy as subscribing."""
        found = self.find(user_id, slot)
        found.require_live()
        self.billing.update(found.id or "", {"cancel_at_period_end": ends}, f"{found.id}-{key}")
        return self._after(found)

    def pause(self, user_id: str, slot: str, until: datetime, key: str) -> Subscription:
        """What is paid for stays; no invoice is paid until then."""
        found = self.find(user_id, slot)
        found.require_live()
        if found.state not in {"active", "paused"}:
            raise Conflict(f"A subscription that is {found.state} cannot be paused.", code="not_pausable")
        if not self.now() < until <= self.now() + LONGEST_PAUSE:
            raise Unprocessable(f"A pause is {LONGEST_PAUSE.days} days at the most.", code="pause_too_long")
        pause = {**PAUSED["pause_collection"], "resumes_at": int(until.timestamp())}
        self.billing.update(found.id or "", {"pause_collection": pause}, f"{found.id}-{key}")
        return self._after(found)

    def resume(self, user_id: str, slot: str, key: str) -> Subscription:
        """Before what is paid for is over nothing is due; after it a new period begins with a payment."""
        found = self.find(user_id, slot)
        if found.state != "paused":
            raise Conflict("It is not paused.", code="not_paused")
        params: dict[str, Any] = dict(UNPAUSED)
        if found.paid_until and found.paid_until <= self.now():
            due = book.offer(found.product, found.region, self.now().date()).total
            self._admit_more(found, f"{slot}>resumed", due)
            params |= {"billing_cycle_anchor": "now", "proration_behavior": "none"}
        self.billing.update(found.id or "", params, f"{found.id}-{key}")
        return self._after(found)

    def card_page(self, user_id: str, back: str) -> str:
        customer = self.subscriptions.customer(user_id)
        if customer is None:
            raise Conflict("You have never subscribed.", code="no_customer")
        return self.billing.card_page(customer.external_id, back)

    def card_changed(self, customer: str) -> None:
        """Checkout gives a subscription the card it was begun with; the card that a person gives later is for all."""
        card, own = self.billing.cards_of(customer)
        for subscription_id, before in own.items():
            if card and card != before:
                self.billing.update(subscription_id, {"default_payment_method": card}, f"{subscription_id}-{card}")

    def pay(self, user_id: str, invoice_id: str, key: str) -> None:
        """An overdue invoice, with the card of now."""
        row = self.invoice(user_id, invoice_id)
        if row.state != "open":
            raise Conflict(f"This invoice is {row.state}.", code="not_payable")
        self.billing.pay(invoice_id, f"{invoice_id}-{key}")

    def invoice(self, user_id: str, invoice_id: str) -> InvoiceRow:
        row = invoice(invoice_id)
        if row is None or row.user_id != user_id:
            raise NotFound("There is no such invoice of yours.", code="no_such_invoice")
        return row

    @staticmethod
    def invoices(user_id: str, limit: int, cursor: str | None) -> tuple[list[InvoiceRow], str | None]:
        """The newest first."""
        found = InvoiceRow.by_customer.query(
            user_id, scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        rows = list(found)
        return rows, encode_cursor(found.last_evaluated_key)

    def end_refunded(self, row: InvoiceRow) -> None:
        """Nothing of what runs now is paid for any more: it ends at once."""
        until_settled(lambda: self._end_refunded(row))

    def _end_refunded(self, row: InvoiceRow) -> None:
        found, version = self.subscriptions.find(row.user_id, row.slot)
        lasts = max((line["period_to"] for line in row.lines), default="")
        if found is None or not found.live or found.paid_until is None or lasts < f"{found.paid_until:%Y-%m-%d}":
            return
        with transaction() as write:
            self.subscriptions.write(write, replace(found, paid_until=self.now()), version)
        self.billing.end(found.id or "")
        self.invoicing.subscription_changed(found.id or "")


def grace_on(day: datetime) -> timedelta:
    return policies.subscriptions(day.date()).grace
