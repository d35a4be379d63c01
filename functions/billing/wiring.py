"""Who works with whom; made once a container. Lists, overlays and guardians are imported when they are asked for."""

from functools import cache
from typing import TYPE_CHECKING

from functions.billing.donations.giving import Giving
from functions.billing.donations.store import DynamoDonations
from functions.billing.payees import DynamoPayees
from functions.billing.processor import StripeProcessor
from kernel import clock

if TYPE_CHECKING:
    from functions.billing.alerts.overlays import Overlays
    from functions.billing.donations.listing import Listing


@cache
def giving() -> Giving:
    from functions.billing.guardians.months import Months
    from functions.billing.guardians.store import DynamoPayers

    return Giving(DynamoDonations(), DynamoPayees(), StripeProcessor(), Months(DynamoPayers()), clock.now)


@cache
def listing() -> "Listing":
    from functions.billing.donations.listing import Listing
    from functions.billing.names import DynamoDonorNames

    return Listing(DynamoPayees(), DynamoDonorNames())


@cache
def overlays() -> "Overlays":
    from functions.billing.alerts.overlays import Overlays
    from functions.billing.alerts.store import DynamoAlerts
    from functions.billing.names import DynamoDonorNames

    return Overlays(DynamoAlerts(), DynamoDonorNames())
