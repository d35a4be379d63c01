"""Who works with whom; made once a container."""

from functools import cache

from functions.billing.donations.giving import Giving
from functions.billing.donations.store import DynamoDonations
from functions.billing.payees import DynamoPayees
from functions.billing.processor import StripeProcessor
from kernel import clock


@cache
def giving() -> Giving:
    return Giving(DynamoDonations(), DynamoPayees(), StripeProcessor(), clock.now)
