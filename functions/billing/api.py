"""HTTP API of money: what viewers give."""

from aws_lambda_powertools.event_handler import Response

from functions.billing import revenue_routes
from functions.billing.donations.giving import Asked
from functions.billing.schemas import DonationRequest, DonationView
from functions.billing.wiring import giving
from kernel import environment
from kernel.access import SIGNED_IN
from kernel.http import caller, http_api, lambda_handler
from kernel.idempotency import IdempotencyKey, once
from kernel.money import Money

api = http_api()


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


revenue_routes.add_to(api)
handler = lambda_handler(api)
