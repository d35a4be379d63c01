"""Who works with whom; made once a container."""

from functools import cache

from functions.billing.alerts.overlays import Overlays
from functions.billing.alerts.store import DynamoAlerts
from functions.billing.donations.giving import Giving
from functions.billing.donations.listing import Listing
from functions.billing.donations.store import DynamoDonations
from functions.billing.names import DynamoDonorNames
from functions.billing.payees import DynamoPayees
from functions.billing.processor import StripeProcessor
from kernel import clock


@cache
def giving() -> Giving:
    return Giving(DynamoDonations(), DynamoPayees(), StripeProcessor(), clock.now)


@cache
def listing() -> Listing:
    return Listing(DynamoPayees(), DynamoDonorNames())


@cache
def overlays() -> Overlays:
    return Overlays(DynamoAlerts(), DynamoDonorNames())
