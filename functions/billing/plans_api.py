"""HTTP API of plans, add-ons and memberships: what they cost, who has them, and what is paid for them."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.billing import policies
from functions.billing.plans import book
from functions.billing.subscription_schemas import (
    CardPage,
    CardRequest,
    EntitlementsView,
    EntitlementView,
    InvoiceView,
    OfferView,
    PauseRequest,
    PlansView,
    PreviewView,
    ProductChange,
    RegionCode,
    SubscriptionRequest,
    SubscriptionsView,
    SubscriptionView,
)
from functions.billing.subscriptions.wiring import refunding, subscribing
from kernel import clock, environment
from kernel.access import PUBLIC, SIGNED_IN
from kernel.http import caller, http_api, lambda_handler
from kernel.idempotency import IdempotencyKey, once
from kernel.pagination import Cursor, Limit, Page

api = http_api()
Region = Annotated[RegionCode, Query(description="ISO 3166, such as KR")]


@api.get("/v1/plans", tags=[PUBLIC])
def plans(region: Region = "US") -> PlansView:
    """What is sold in a country, with the tax as the law there shows it."""
    today = clock.now().date()
    return PlansView(
        region=region,
        regions=book.regions(today),
        refund_days=policies.subscriptions(today).refund.days,
        items=[OfferView.of(offer) for offer in book.offers(region, today).values()],
    )


@api.post("/v1/me/subscriptions", tags=[SIGNED_IN], status_code=201)
def subscribe(body: SubscriptionRequest, key: IdempotencyKey = None) -> Response[str]:
    """Opens the page that takes the card; it runs when the payment processor says so."""
    user = me()

    def act(named: str) -> SubscriptionView:
        from functions.billing.subscriptions.subscribing import Wanted

        wanted = Wanted(body.product, body.region, body.channel_id)
        back = environment.required("SITE_URL") + body.return_path
        return SubscriptionView.of(*subscribing().begin(user, wanted, back, named))

    return once(f"{user}/subscriptions", key, body, act)


@api.get("/v1/me/subscriptions", tags=[SIGNED_IN])
def my_subscriptions() -> SubscriptionsView:
    """Also those that have ended."""
    return SubscriptionsView(items=[SubscriptionView.of(one) for one in subscribing().of(me())])


@api.get("/v1/me/entitlements", tags=[SIGNED_IN])
def entitled() -> EntitlementsView:
    from functions.billing.subscriptions import entitlements

    now = clock.now()
    found = entitlements.active(subscribing().of(me()), now, policies.subscriptions(now.date()).grace)
    return EntitlementsView(items=[EntitlementView(name=name, active_until=until) for name, until in found])


@api.get("/v1/me/subscriptions/<slot>/preview/<product>", tags=[SIGNED_IN])
def preview_change(slot: str, product: str) -> PreviewView:
    """What a change to another product of the same slot costs, before it is made."""
    return PreviewView.of(*subscribing().preview(me(), slot, product))


@api.post("/v1/me/subscriptions/<slot>/product", tags=[SIGNED_IN])
def change_product(slot: str, body: ProductChange, key: IdempotencyKey = None) -> Response[str]:
    """An upgrade is paid at once for the rest of the period; a downgrade begins when the period is over."""
    user = me()

    def act(named: str) -> SubscriptionView:
        return SubscriptionView.of(subscribing().change(user, slot, body.product, named))

    return once(f"{user}/subscriptions/{slot}/product", key, body, act, status=200)


@api.post("/v1/me/subscriptions/<slot>/cancel", tags=[SIGNED_IN])
def cancel_subscription(slot: str, key: IdempotencyKey = None) -> Response[str]:
    """It ends with what is paid for."""
    return _ending(slot, key, "cancel", ends=True)


@api.post("/v1/me/subscriptions/<slot>/keep", tags=[SIGNED_IN])
def keep_subscription(slot: str, key: IdempotencyKey = None) -> Response[str]:
    """Takes a cancellation back while it still runs."""
    return _ending(slot, key, "keep", ends=False)


def _ending(slot: str, key: str | None, what: str, *, ends: bool) -> Response[str]:
    user = me()

    def act(named: str) -> SubscriptionView:
        return SubscriptionView.of(subscribing().set_ending(user, slot, ends=ends, key=f"{what}-{named}"))

    return once(f"{user}/subscriptions/{slot}/{what}", key, None, act, status=200)


@api.post("/v1/me/subscriptions/<slot>/pause", tags=[SIGNED_IN])
def pause_subscription(slot: str, body: PauseRequest, key: IdempotencyKey = None) -> Response[str]:
    """No invoice is paid until then; what is paid for stays."""
    user = me()

    def act(named: str) -> SubscriptionView:
        return SubscriptionView.of(subscribing().pause(user, slot, body.until, f"pause-{named}"))

    return once(f"{user}/subscriptions/{slot}/pause", key, body, act, status=200)


@api.post("/v1/me/subscriptions/<slot>/resume", tags=[SIGNED_IN])
def resume_subscription(slot: str, key: IdempotencyKey = None) -> Response[str]:
    user = me()

    def act(named: str) -> SubscriptionView:
        return SubscriptionView.of(subscribing().resume(user, slot, f"resume-{named}"))

    return once(f"{user}/subscriptions/{slot}/resume", key, None, act, status=200)


@api.post("/v1/me/card", tags=[SIGNED_IN])
def change_card(body: CardRequest) -> CardPage:
    """A page of the payment processor on which another card is given."""
    return CardPage(url=subscribing().card_page(me(), environment.required("SITE_URL") + body.return_path))


@api.get("/v1/me/invoices", tags=[SIGNED_IN])
def my_invoices(limit: Limit = 50, cursor: Cursor = None) -> Page[InvoiceView]:
    """The newest first."""
    found, more = subscribing().invoices(me(), limit, cursor)
    return Page(items=[InvoiceView.of(row) for row in found], next_cursor=more)


@api.post("/v1/me/invoices/<invoice_id>/pay", tags=[SIGNED_IN], status_code=202)
def pay_invoice(invoice_id: str, key: IdempotencyKey = None) -> Response[str]:
    """An overdue one, with the card of now."""
    user = me()

    def act(named: str) -> InvoiceView:
        subscribing().pay(user, invoice_id, named)
        return InvoiceView.of(subscribing().invoice(user, invoice_id))

    return once(f"{user}/invoices/{invoice_id}/pay", key, None, act, status=202)


@api.post("/v1/me/invoices/<invoice_id>/refund", tags=[SIGNED_IN], status_code=202)
def refund_invoice(invoice_id: str, key: IdempotencyKey = None) -> Response[str]:
    """Within the days of the policy, all that is left; the subscription ends when the money is on its way."""
    user = me()

    def act(named: str) -> InvoiceView:
        return InvoiceView.of(refunding().ask(user, invoice_id, named))

    return once(f"{user}/invoices/{invoice_id}/refund", key, None, act, status=202)


def me() -> str:
    return caller(api).user_id


handler = lambda_handler(api)
