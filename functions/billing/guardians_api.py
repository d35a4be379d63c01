"""HTTP API of money for guardians: what minors gave with their consent, and taking it back."""

from functools import cache

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from functions.billing.donations.domain import Donation
from functions.billing.donations.store import DynamoDonations
from functions.billing.guardians.looking import Looking
from functions.billing.names import DynamoDonorNames
from functions.billing.processor import StripeProcessor
from functions.billing.schemas import DonationView
from kernel import clock
from kernel.access import SIGNED_IN
from kernel.http import caller, http_api, lambda_handler
from kernel.idempotency import IdempotencyKey, once
from kernel.pagination import Cursor, Limit, Page

api = http_api()


class GuardedDonationView(DonationView):
    """A minor's donation as the guardian sees it."""

    minor_id: str
    minor_name: str = Field(description="Empty while the name is not known")

    @classmethod
    def seen(cls, donation: Donation, name: str) -> "GuardedDonationView":
        return cls(**DonationView.of(donation).model_dump(), minor_id=donation.donor_id, minor_name=name)


@cache
def looking() -> Looking:
    return Looking(DynamoDonations(), DynamoDonorNames(), StripeProcessor(), lambda: clock.now())  # noqa: PLW0108 - tests move the clock


@api.get("/v1/me/guarded-donations", tags=[SIGNED_IN])
def guarded_donations(limit: Limit = 50, cursor: Cursor = None) -> Page[GuardedDonationView]:
    """What minors gave while the caller answered for them, the newest first."""
    found, more = looking().given(caller(api).user_id, limit, cursor)
    names = looking().names_of(found)
    items = [GuardedDonationView.seen(donation, names.get(donation.donor_id, "")) for donation in found]
    return Page(items=items, next_cursor=more)


@api.post("/v1/me/guarded-donations/<donation_id>/refund", tags=[SIGNED_IN], status_code=202)
def take_back_guarded(donation_id: str, key: IdempotencyKey = None) -> Response[str]:
    """By the guardian, within the days in which the minor could."""
    guardian = caller(api).user_id

    def act(named: str) -> DonationView:
        return DonationView.of(looking().take_back(donation_id, guardian, named))

    return once(f"{guardian}/{donation_id}/guardian-refund", key, None, act, status=202)


handler = lambda_handler(api)
