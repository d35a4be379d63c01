"""HTTP API of money: what viewers give."""

from aws_lambda_powertools.event_handler import Response

from functions.billing import policies, revenue_routes
from functions.billing.donations.giving import Asked
from functions.billing.schemas import (
    DonationRequest,
    DonationRules,
    DonationView,
    MessageChange,
    OverlayView,
    ReceivedView,
    TotalsView,
    TotalView,
)
from functions.billing.wiring import giving, listing, overlays
from kernel import clock, environment
from kernel.access import PUBLIC, SIGNED_IN, allow
from kernel.http import caller, http_api, lambda_handler, no_content
from kernel.idempotency import IdempotencyKey, once
from kernel.money import Money
from kernel.pagination import Cursor, Limit, Page

api = http_api()
STREAMER = allow("streamer")


@api.get("/v1/donation-rules", tags=[PUBLIC])
def rules() -> DonationRules:
    """The currencies, the least and the most a person and day, and the days to take it back."""
    return DonationRules.of(policies.donations(clock.now().date()))


@api.post("/v1/channels/<channel_id>/donations", tags=[SIGNED_IN], status_code=201)
def give(channel_id: str, body: DonationRequest, key: IdempotencyKey = None) -> Response[str]:
    """Opens the page that takes the money; the donation counts when the payment processor has it."""
    donor = caller(api).user_id

    def act(named: str) -> DonationView:
        gross = Money(body.amount_minor, body.currency)
        asked = Asked(channel_id, donor, gross, body.message, body.session_id)
        return DonationView.of(*giving().give(asked, environment.required("SITE_URL") + body.return_path, named))

    return once(f"{donor}/{channel_id}/donations", key, body, act)


@api.get("/v1/donations/<donation_id>", tags=[SIGNED_IN])
def show(donation_id: str) -> DonationView:
    """One of the caller's own."""
    return DonationView.of(giving().find(donation_id, caller(api).user_id))


@api.post("/v1/donations/<donation_id>/refund", tags=[SIGNED_IN], status_code=202)
def take_back(donation_id: str, key: IdempotencyKey = None) -> Response[str]:
    """By who gave it, within the days of the policy; the money is on its way when `state` says refunded."""
    donor = caller(api).user_id

    def act(named: str) -> DonationView:
        return DonationView.of(giving().take_back(donation_id, donor, named))

    return once(f"{donor}/{donation_id}/refund", key, None, act, status=202)


@api.get("/v1/me/donations", tags=[SIGNED_IN])
def mine(limit: Limit = 50, cursor: Cursor = None) -> Page[DonationView]:
    """What the caller gave or began to give, the newest first."""
    found, more = listing().given_by(caller(api).user_id, limit, cursor)
    return Page(items=[DonationView.of(donation) for donation in found], next_cursor=more)


@api.get("/v1/channels/<channel_id>/donations", tags=STREAMER)
def received(channel_id: str, limit: Limit = 50, cursor: Cursor = None) -> Page[ReceivedView]:
    """What was paid to one's own channel, the newest first."""
    own(channel_id)
    found, more = listing().received_by(channel_id, limit, cursor)
    names = listing().names_of(found)
    items = [ReceivedView.of(donation, names.get(donation.donor_id, "")) for donation in found]
    return Page(items=items, next_cursor=more)


@api.get("/v1/channels/<channel_id>/donation-totals", tags=STREAMER)
def totals(channel_id: str) -> TotalsView:
    own(channel_id)
    month = f"{clock.now():%Y-%m}"
    found = [TotalView.model_validate(total) for total in listing().totals(channel_id, month)]
    return TotalsView(month=month, items=found)


@api.put("/v1/channels/<channel_id>/donations/<donation_id>/message", tags=STREAMER, status_code=204)
def hide_message(channel_id: str, donation_id: str, body: MessageChange) -> Response[str]:
    """Whether the words of a donation are shown; those of an alert on the screen stay until it is over."""
    own(channel_id)
    listing().hide(channel_id, donation_id, hidden=body.hidden)
    return no_content()


@api.get("/v1/channels/<channel_id>/overlay", tags=STREAMER)
def overlay(channel_id: str) -> Response[str]:
    """The address for a browser source; the first look makes it."""
    own(channel_id)
    return address(channel_id, overlays().token(channel_id))


@api.post("/v1/channels/<channel_id>/overlay", tags=STREAMER)
def rotate_overlay(channel_id: str) -> Response[str]:
    """Another address: the one before shows nothing any more."""
    own(channel_id)
    return address(channel_id, overlays().rotate(channel_id))


def own(channel_id: str) -> None:
    listing().require_owner(channel_id, caller(api).user_id)


def address(channel_id: str, token: str) -> Response[str]:
    """A fragment reaches no server, and so no access log."""
    view = OverlayView(url=f"{environment.required('SITE_URL')}/overlay/{channel_id}#{token}")
    return Response(200, "application/json", view.model_dump_json(), {"Cache-Control": "no-store"})


revenue_routes.add_to(api)
handler = lambda_handler(api)
