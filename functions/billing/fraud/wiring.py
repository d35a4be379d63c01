"""Who works with whom where fraud is concerned; made once a container."""

from functools import cache

from functions.billing.donations.store import DynamoDonations
from functions.billing.fraud.cases import DynamoCases
from functions.billing.fraud.deciding import Deciding
from functions.billing.fraud.hearing import Hearing
from functions.billing.fraud.watch import DynamoWatch
from functions.billing.payees import DynamoPayees
from functions.billing.payouts.disputes import DynamoDisputes
from functions.billing.processor import StripeProcessor
from functions.billing.subscriptions.stripe_billing import StripeBilling
from kernel import clock


@cache
def deciding() -> Deciding:
    return Deciding(DynamoWatch(), DynamoCases(), DynamoDisputes(), DynamoDonations(), StripeProcessor(), clock.now)


@cache
def hearing() -> Hearing:
    return Hearing(
        DynamoWatch(),
        DynamoCases(),
        DynamoDisputes(),
        deciding(),
        DynamoDonations(),
        DynamoPayees(),
        StripeProcessor(),
        StripeBilling(),
        clock.now,
    )
